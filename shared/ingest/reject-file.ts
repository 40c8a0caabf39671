import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { MessageReject } from './message.ts';

/** What is kept of a message of which some or all was refused, for one study. */
export const rejectFile = z.object({
  schemaVersion: z.literal(1),
  study: z.string().nullable().describe('Null where the message names none.'),
  messageId: z.string(),
  sentAt: z.iso.datetime(),
  rejects: z.array(
    z.object({
      index: z.int().min(0).describe('The event’s place in the message, from 0.'),
      reason: z.string(),
      field: z.string(),
      message: z.string(),
      row: z.unknown().optional().describe('The event without its clinician, with the pseudonym.'),
    }),
  ),
  body: z.string().optional().describe('The message itself, only where nothing of it could be read.'),
});

export type RejectFile = z.output<typeof rejectFile>;

/** Where rejects of messages lie that belong to no study. What is there expires: it may hold names. */
export const UNPARSABLE_PREFIX = 'rejects/unparsable/';

export const rejectsPrefix = (study: string): string => `rejects/${study}/`;

/** Reasons for which nothing of a message was read, so that only its body can tell what it held. */
const UNREAD: ReadonlySet<string> = new Set(['unparsable', 'too_large']);

export interface RefusedMessage {
  readonly messageId: string;
  readonly body: string;
  /** When it was sent, ms since 1970. */
  readonly sentAt: number;
}

/**
 * The objects that keep a message's rejects: one a study. They are named by the message's content and by what was
 * refused of it, so that a message delivered twice leaves them once, and a later verdict on the same message,
 * under another protocol, does not get lost behind an earlier one.
 */
export function rejectObjects(
  { messageId, body, sentAt }: RefusedMessage,
  rejects: readonly MessageReject[],
): { readonly key: string; readonly text: string }[] {
  const time = new Date(sentAt).toISOString();
  const byStudy = Map.groupBy(rejects, ({ study }) => study);
  return [...byStudy].map(([study, list]) => {
    const prefix = study === null ? UNPARSABLE_PREFIX : rejectsPrefix(study);
    const refused = list.map(({ index, reason }) => `${index} ${reason}`).join('\n');
    const content: RejectFile = {
      schemaVersion: 1,
      study,
      messageId,
      sentAt: time,
      rejects: list.map(({ study: _, ...reject }) => reject),
      ...(list.some(({ reason }) => UNREAD.has(reason)) ? { body } : {}),
    };
    return {
      key: `${prefix}${time.slice(0, 10)}/${sha256(body)}-${sha256(refused).slice(0, 8)}.json`,
      text: JSON.stringify(content),
    };
  });
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
