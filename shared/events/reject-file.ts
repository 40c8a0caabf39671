import { createHash } from 'node:crypto';
import { CONFLICT, conflictsFolder, type RejectFile, rejectsFolder } from '../contracts/index.ts';
import { type Conflict, conflictName, conflictRow } from '../ledger/conflicts/index.ts';
import { stringifyJson } from '../lib/index.ts';
import type { MessageReject } from './message.ts';
import type { Pseudonymiser } from './pseudonyms/pseudonymiser.ts';
import { listOfConflict } from './pseudonyms/rater-lists.ts';

/**
 * The folder for whole messages if their rejects do not show all refused data, and for rejects without a study. They
 * may contain names. No function and no operator may read them, and they expire after 30 days.
 */
export const UNPARSABLE_PREFIX = 'rejects/unparsable/';

export interface RefusedMessage {
  readonly messageId: string;
  readonly body: string;
  /** When it was sent, in ms since 1970. */
  readonly sentAt: number;
}

interface KeptObject {
  readonly key: string;
  readonly text: string;
}

/**
 * The objects that store the rejects of a message: one per study, and one for data that may contain names. Their names depend on the content of the message and on its rejects. A message that
 * is delivered twice therefore creates them once. If a later protocol leads to other rejects of the same message,
 * they get a separate object.
 * @param digestOf a digest under the secret; with a plain one, a reader of the row could guess the name in the
 *   message
 */
export function rejectObjects(
  { messageId, body, sentAt }: RefusedMessage,
  rejects: readonly MessageReject[],
  { digestOf }: Pick<Pseudonymiser, 'digestOf'>,
): KeptObject[] {
  if (rejects.length === 0) return [];
  const time = new Date(sentAt).toISOString();
  const name = digestOf(body);
  const objectOf = (prefix: string, study: string | null, list: readonly MessageReject[], rest = {}) => {
    const refused = list.map(({ index, reason }) => `${index} ${reason}`).join('\n');
    const content: RejectFile = {
      schemaVersion: 1,
      study,
      messageId,
      sentAt: time,
      rejects: list.map(({ study: _, ...reject }) => reject),
      ...rest,
    };
    const key = `${prefix}${time.slice(0, 10)}/${name}-${sha256(refused).slice(0, 8)}.json`;
    return { key, text: stringifyJson(content) };
  };

  const ofStudies = rejects.filter(({ study }) => study !== null);
  const byStudy = Map.groupBy(ofStudies, ({ study }) => study!);
  const objects = [...byStudy].map(([study, list]) => objectOf(rejectsFolder(study), study, list));
  const isPartly = ({ row, incomplete }: MessageReject) => row === undefined || incomplete === true;
  const restricted = rejects.filter((reject) => reject.study === null || isPartly(reject));
  if (restricted.length === 0) return objects;
  // If the body is stored, the rows are left out, because they would show only a part of it.
  const withBody = restricted.some(isPartly)
    ? { list: restricted.map(({ row: _, incomplete: __, ...reject }) => reject), rest: { body } }
    : { list: restricted, rest: {} };
  return [...objects, objectOf(UNPARSABLE_PREFIX, null, withBody.list, withBody.rest)];
}

/**
 * The object that lists content of a judgment that does not count. Its key depends on this content alone.
 * @param pseudonymiser that of the study
 */
export function conflictObject(
  conflict: Conflict,
  { digestOf, ratersIn }: Pick<Pseudonymiser, 'digestOf' | 'ratersIn'>,
): KeptObject {
  const { study, clinician } = conflict.event;
  const name = conflictName(conflict, digestOf);
  const rater = ratersIn(listOfConflict(name))(clinician);
  const content: RejectFile = {
    schemaVersion: 1,
    study,
    rejects: [{ index: 0, ...CONFLICT, rater, row: conflictRow(conflict) }],
  };
  return { key: `${conflictsFolder(study)}${name}.json`, text: stringifyJson(content) };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
