import { type Fault, protocolKey, REPEATED_KEY, studyName } from '../contracts/index.ts';
import type { Pseudonym } from '../ledger/cells/index.ts';
import type { Pseudonymous } from '../ledger/index.ts';
import { parseJson, quote, repeatsKey } from '../lib/index.ts';
import type { ProtocolSource, Registration } from './protocols/protocol-source.ts';
import type { Pseudonymiser } from './pseudonyms/pseudonymiser.ts';
import { ratersOfMessage } from './pseudonyms/rater-lists.ts';
import { checkAgainstProtocol, faultInTime } from './read-event.ts';
import { attempt, type Reading, type Reject, readValue, rejectOf } from './read-value.ts';

/** A refused event of a message: its place in the message, and its study if the event names a valid study. */
export interface MessageReject extends Reject {
  readonly index: number;
  readonly study: string | null;
}

/** An event, and its place in the message. */
export interface MessageEvent {
  readonly index: number;
  readonly event: Pseudonymous;
}

/** The content of a message. */
export interface MessageContent {
  readonly events: readonly MessageEvent[];
  readonly rejects: readonly MessageReject[];
  /** The reason for a retry of the message, in addition to the readable content. Null if no retry is needed. */
  readonly retry: string | null;
}

export interface MessageReading {
  /**
   * The deployment's common pseudonyms. Events get the pseudonyms of their study when they are recorded, because a
   * message may be refused before its study is looked up.
   */
  readonly pseudonymiser: Pseudonymiser;
  readonly protocols: ProtocolSource;
  /**
   * When the message arrived, in ms since 1970. Events are never refused by a protocol that was read before that
   * time.
   */
  readonly arrived: number;
  /** When the message was sent, in ms since 1970. Unlike the arrival, it is the same in each delivery. */
  readonly sentAt?: number;
  /** Studies for which the sender may send events. Null if all are permitted. */
  readonly studies: ReadonlySet<string> | null;
}

/**
 * Maximum number of studies in one message, for its events and rejects together. Each study costs reading a
 * protocol and writing an object. A message with thousands of studies would exceed the function's time.
 */
const MAX_STUDIES = 50;

/** The studies that a message has named so far. */
class StudiesOfMessage {
  readonly #seen = new Set<string>();

  /** Whether another study is permitted in the message. */
  admits(study: string): boolean {
    if (this.#seen.size < MAX_STUDIES) this.#seen.add(study);
    return this.#seen.has(study);
  }
}

/**
 * Reads the body of a message: one event or an array of events, of any studies, with or without an envelope. A bad
 * event does not affect the others. JSON in which an object names a member twice is refused as a whole.
 * @throws errors of reading a protocol and of the pseudonymiser
 */
export async function readMessage(body: string, context: MessageReading): Promise<MessageContent> {
  const values = valuesIn(body);
  if ('fault' in values)
    return { events: [], rejects: [{ index: 0, study: null, ...values.fault }], retry: null };
  const named = new StudiesOfMessage();
  const events: MessageEvent[] = [];
  const rejects: MessageReject[] = [];
  let retry: string | null = null;
  let ratersOf: ReturnType<typeof ratersOfMessage> | undefined;
  for (const [index, value] of values.list.entries()) {
    const raters = (clinician: Pseudonym): string => {
      ratersOf ??= ratersOfMessage(body, context.pseudonymiser);
      return ratersOf(studyIn(value))(clinician);
    };
    const result = await readOne(value, { ...context, raters }, named);
    if ('retry' in result) retry = result.retry;
    else if ('reason' in result) {
      const study = ownStudy(studyOf(result, value), context.studies);
      rejects.push({ index, study: study !== null && named.admits(study) ? study : null, ...result });
    } else events.push({ index, event: result });
  }
  return { events, rejects, retry };
}

type Values = { readonly list: readonly unknown[] } | { readonly fault: Fault };

/** The decoded values of a body. Each should be an event. */
export function valuesIn(body: string): Values {
  const attempted = attempt(() => decode(body));
  return 'fault' in attempted ? attempted : attempted.value;
}

function decode(body: string): Values {
  let value: unknown;
  try {
    value = parseJson(body);
  } catch {
    return { fault: { reason: 'unparsable', message: 'is not JSON', field: '' } };
  }
  if (repeatsKey(body, value)) return { fault: REPEATED_KEY };
  const inner = unwrap(value) ?? { value, text: null };
  if (inner.text !== null && repeatsKey(inner.text, inner.value)) return { fault: REPEATED_KEY };
  if (!Array.isArray(inner.value)) return { list: [inner.value] };
  const fault = faultInList(inner.value);
  return fault ? { fault } : { list: inner.value };
}

async function readOne(
  value: unknown,
  {
    pseudonymiser,
    raters,
    protocols,
    arrived,
    sentAt = arrived,
    studies,
  }: MessageReading & Pick<Reading, 'raters'>,
  named: StudiesOfMessage,
): Promise<Pseudonymous | Reject | { readonly retry: string }> {
  const reading: Reading = { pseudonymiser, raters, trusted: false };
  const sharedNames: string[] = [];
  const read = readValue(value, { ...reading, isModel: (model) => sharedNames.push(model) > 0 });
  if (!read.ok) return read.reject;
  const { event } = read;
  const untimely = faultInTime(event, sentAt);
  if (untimely) return rejectOf(value, untimely, reading);
  if (studies !== null && !studies.has(event.study))
    return rejectOf(value, notOfSender(event.study, studies), reading);
  if (!named.admits(event.study)) return rejectOf(value, TOO_MANY_STUDIES, reading);
  const isRefused = (registration: Registration) =>
    faultUnder(registration, event) !== null || !listsModels(registration, sharedNames);
  if (!isRefused(await protocols.get(event.study))) return event;
  const registration = await protocols.get(event.study, { since: arrived });
  if (registration.status === 'invalid')
    return { retry: `${protocolKey(event.study)} is not a valid protocol: ${registration.message}` };
  if (registration.status === 'registered' && !listsModels(registration, sharedNames)) {
    const again = readValue(value, reading);
    if (!again.ok) return again.reject;
  }
  const fault = faultUnder(registration, event);
  return fault === null ? event : rejectOf(value, fault, reading);
}

/** Whether the protocol lists all these models. Their names are then no names of raters. */
const listsModels = (registration: Registration, models: readonly string[]): boolean =>
  models.length === 0 ||
  (registration.status === 'registered' &&
    models.every((model) => registration.protocol.models?.includes(model) ?? false));

/** The fault that prevents an event from being recorded under the registration. Null if there is none. */
function faultUnder(registration: Registration, event: Pseudonymous): Fault | null {
  const attempted = attempt(() => checkUnder(registration, event));
  return 'fault' in attempted ? attempted.fault : attempted.value;
}

function checkUnder(registration: Registration, event: Pseudonymous): Fault | null {
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

/** The study that a value names, if the name is valid. */
function studyIn(value: unknown): string | null {
  const given = typeof value === 'object' && value !== null ? (value as { study?: unknown }).study : null;
  const read = studyName.safeParse(given);
  return read.success ? read.data : null;
}

/**
 * The study that a refused value names, if the name is a valid name of a study. It becomes part of a key. If the row
 * shows another text in its place, the study contains the clinician's name and is ignored.
 */
function studyOf({ row }: Reject, value: unknown): string | null {
  const shown = (row as { study?: unknown } | undefined)?.study;
  const read = studyName.safeParse(shown);
  return read.success && (value as { study: unknown }).study === shown ? read.data : null;
}

const TOO_MANY_STUDIES: Fault = {
  reason: 'too_large',
  field: 'study',
  message: `study: the message names more than ${MAX_STUDIES} studies; send the events of other studies in separate messages`,
};

const notOfSender = (study: string, studies: ReadonlySet<string>): Fault => ({
  reason: 'wrong_study',
  field: 'study',
  message:
    `study: this sender may send events of ${[...studies].map(quote).join(', ')} only, and not of ${quote(study)}; ` +
    'send it as another sender, or deploy with this study among those of the sender (producers)',
});

/**
 * The study under which a reject is kept. A sender must not write into the rejects of a study that is not
 * permitted.
 */
const ownStudy = (named: string | null, studies: ReadonlySet<string> | null): string | null => {
  if (named === null || studies === null || studies.has(named)) return named;
  return [...studies][0] ?? null;
};

/** The content of an envelope: a decoded value, with its text if it was encoded as a text. */
export interface Unwrapped {
  readonly value: unknown;
  readonly text: string | null;
}

/**
 * Opens an envelope that a service or a client puts around events. It can be a JSON text that was encoded twice,
 * the notification of an SNS topic, or the event of an EventBridge bus. Null for anything else.
 *
 * An envelope within an envelope stays closed.
 */
export function unwrap(value: unknown): Unwrapped | null {
  if (typeof value === 'string') return decoded(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { Type, Message, source, detail, 'detail-type': detailType } = value as Record<string, unknown>;
  if (Type === 'Notification' && typeof Message === 'string') return decoded(Message);
  const isBusEvent = typeof detailType === 'string' && typeof source === 'string';
  return isBusEvent && holdsEvents(detail) ? { value: detail, text: null } : null;
}

function decoded(text: string): Unwrapped | null {
  try {
    const value = parseJson(text);
    return holdsEvents(value) ? { value, text } : null;
  } catch {
    return null;
  }
}

const holdsEvents = (value: unknown): boolean => typeof value === 'object' && value !== null;

/**
 * The shortest possible event has about 90 bytes. No message or line of the maximum length contains more events than
 * this.
 */
const MAX_EVENTS = 12_000;

/**
 * The reason why a list cannot be a list of events. Null if it can. Without this check, a megabyte of `[1,1,1…`
 * would become half a million rejects, each many times as long as its value.
 */
export function faultInList({ length }: readonly unknown[]): Fault | null {
  if (length === 0) return { reason: 'missing_field', message: 'contains no event', field: '' };
  if (length <= MAX_EVENTS) return null;
  return {
    reason: 'too_large',
    message: `contains ${length} values, most of which cannot be events`,
    field: '',
  };
}
