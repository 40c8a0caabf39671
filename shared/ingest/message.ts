import { studyName } from '../contracts/identifier.ts';
import type { Pseudonymiser } from '../contracts/pseudonym.ts';
import { checkAgainstProtocol } from '../contracts/read-event.ts';
import { type Fault, quote, REPEATED_KEY } from '../contracts/reject.ts';
import { repeatsKey } from '../contracts/repeated-keys.ts';
import type { Pseudonymous } from '../judgments/apply.ts';
import { type ProtocolSource, protocolKey, type Registration } from '../protocols/source.ts';
import { faultInList } from './event-list.ts';
import { type Reading, type Reject, readValue, rejectOf } from './read-value.ts';

/** A refused event of a message: its place in the message, and its study where it names a possible one. */
export interface MessageReject extends Reject {
  readonly index: number;
  readonly study: string | null;
}

/** An event, and its place in the message. */
export interface MessageEvent {
  readonly index: number;
  readonly event: Pseudonymous;
}

/** What a message held. */
export interface MessageContent {
  readonly events: readonly MessageEvent[];
  readonly rejects: readonly MessageReject[];
  /** Why the message must be tried again, though what could be read of it is here; null where it need not. */
  readonly retry: string | null;
}

export interface MessageReading {
  readonly pseudonymiser: Pseudonymiser;
  readonly protocols: ProtocolSource;
  /** When the message arrived, ms since 1970: nothing of it is refused on a protocol read before. */
  readonly arrived: number;
  /** Studies that the sender may send events of; null where of any. */
  readonly studies: ReadonlySet<string> | null;
}

/**
 * Reads the body of a message: one event or an array of them, of any studies. A bad event does not spoil its
 * neighbours; JSON in which an object names a member twice is refused whole.
 * @throws what reading a protocol throws
 */
export async function readMessage(body: string, context: MessageReading): Promise<MessageContent> {
  const values = decode(body);
  if ('reason' in values) return { events: [], rejects: [{ index: 0, study: null, ...values }], retry: null };
  const events: MessageEvent[] = [];
  const rejects: MessageReject[] = [];
  let retry: string | null = null;
  for (const [index, value] of values.list.entries()) {
    const result = await readOne(value, context);
    if ('retry' in result) retry = result.retry;
    else if ('reason' in result)
      rejects.push({ index, study: ownStudy(studyIn(value), context.studies), ...result });
    else events.push({ index, event: result });
  }
  return { events, rejects, retry };
}

function decode(body: string): { readonly list: readonly unknown[] } | Fault {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { reason: 'unparsable', message: 'is not JSON', field: '' };
  }
  if (repeatsKey(body, value)) return REPEATED_KEY;
  if (!Array.isArray(value)) return { list: [value] };
  return faultInList(value) ?? { list: value };
}

async function readOne(
  value: unknown,
  { pseudonymiser, protocols, arrived, studies }: MessageReading,
): Promise<Pseudonymous | Reject | { readonly retry: string }> {
  const reading: Reading = { pseudonymiser, trusted: false };
  const read = readValue(value, reading);
  if (!read.ok) return read.reject;
  const { event } = read;
  if (studies !== null && !studies.has(event.study))
    return rejectOf(value, notOfSender(event.study, studies), reading);
  const remembered = faultUnder(await protocols.get(event.study), event);
  if (remembered === null) return event;
  const registration = await protocols.get(event.study, { since: arrived });
  if (registration.status === 'invalid')
    return { retry: `${protocolKey(event.study)} is not a valid protocol: ${registration.message}` };
  const fault = faultUnder(registration, event);
  return fault === null ? event : rejectOf(value, fault, reading);
}

/** What keeps an event from being recorded under the registration; null where nothing does. */
function faultUnder(registration: Registration, event: Pseudonymous): Fault | null {
  if (registration.status !== 'registered')
    return {
      reason: 'unknown_study',
      field: 'study',
      message:
        `study: ${quote(event.study)} is not registered; register it by putting a protocol ({} takes every` +
        ` default) at ${protocolKey(event.study)} in the exports bucket, and send the event again`,
    };
  const checked = checkAgainstProtocol(event, registration.protocol);
  return checked.ok ? null : checked.fault;
}

/** The study that a refused value names, if it can be one. */
function studyIn(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'study')) return null;
  const read = studyName.safeParse((value as { study: unknown }).study);
  return read.success ? read.data : null;
}

const notOfSender = (study: string, studies: ReadonlySet<string>): Fault => ({
  reason: 'wrong_study',
  field: 'study',
  message:
    `study: this sender may send events of ${[...studies].map(quote).join(', ')} only, and not of ${quote(study)}; ` +
    'send it as another sender, or deploy with this study among those of the sender (producers)',
});

/** Where a reject is kept: what a sender names that is not theirs must not show among another study's rejects. */
const ownStudy = (named: string | null, studies: ReadonlySet<string> | null): string | null => {
  if (named === null || studies === null || studies.has(named)) return named;
  return [...studies][0] ?? null;
};
