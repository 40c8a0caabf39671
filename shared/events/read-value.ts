import {
  type Event,
  type Fault,
  faultOf,
  identifier,
  KINDS,
  MAX_REVISION,
  UNKNOWN_KIND,
} from '../contracts/index.ts';
import { isPseudonym, type Pseudonym } from '../ledger/cells/index.ts';
import type { Pseudonymous } from '../ledger/index.ts';
import { errorLabel, OwnError } from '../lib/index.ts';
import type { Pseudonymiser, RaterIds } from './pseudonyms/pseudonymiser.ts';
import type { IsModel } from './read-event.ts';
import { readEvent } from './read-event.ts';
import { scrubbedRow, withheldRow } from './rejected-row.ts';
import { scrubber } from './scrub.ts';

export interface Reading {
  readonly pseudonymiser: Pick<Pseudonymiser, 'pseudonymOf'>;
  /** The ids of raters in the list that keeps the rejects. */
  readonly raters: RaterIds;
  /**
   * Whether `pseudonym` may replace `clinician`. This is permitted in files of an operator, never in the queue. Such an event
   * may also have a revision above {@link MAX_REVISION}.
   */
  readonly trusted: boolean;
  /** Whether a name that is also the clinician's is certainly that of a model. */
  readonly isModel?: IsModel;
}

/** A refused event: the fault, and the row without its clinician if it could be read as a row. */
export interface Reject extends Fault {
  /** The clinician's id in this list. Absent if the clinician is unknown. */
  readonly rater?: string;
  readonly row?: unknown;
  /**
   * True if the clinician is unknown, so that the row does not show all data. The other data are in the original file
   * or message.
   */
  readonly incomplete?: true;
}

export type ReadValue =
  | { readonly ok: true; readonly event: Pseudonymous }
  | { readonly ok: false; readonly reject: Reject };

const PSEUDONYM_FAULT: Fault = {
  reason: 'invalid_value',
  field: 'pseudonym',
  message: 'pseudonym: must be 32 hex digits',
};

const NOT_TRUSTED: Fault = {
  ...PSEUDONYM_FAULT,
  message:
    'pseudonym: is read only in a file that an operator puts under operator/<study>/, or with --trust-pseudonyms by' +
    ' `primum audit`; give the clinician’s id in the field clinician',
};

const BOTH_GIVEN: Fault = {
  ...PSEUDONYM_FAULT,
  message: 'pseudonym: is given together with the field clinician; give only one of the two fields',
};

/**
 * Reads one event from a decoded JSON value, and replaces the clinician by the pseudonym. No value makes it throw.
 * @throws errors of the pseudonymiser
 */
export function readValue(value: unknown, reading: Reading): ReadValue {
  const attempted = attempt(() => readNamed(value, reading));
  const read = 'fault' in attempted ? attempted : attempted.value;
  if ('fault' in read) return { ok: false, reject: rejectOf(value, read.fault, reading) };
  const clinician = read.pseudonym ?? reading.pseudonymiser.pseudonymOf(read.event.clinician);
  return { ok: true, event: withPseudonym(read.event, clinician) };
}

const withPseudonym = (event: Event, clinician: Pseudonym): Pseudonymous => ({ ...event, clinician });

type ReadNamed = { readonly event: Event; readonly pseudonym?: Pseudonym } | { readonly fault: Fault };

/** An event that still contains the name of its clinician, or already contains the pseudonym. */
function readNamed(value: unknown, { trusted, isModel }: Reading): ReadNamed {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'pseudonym'))
    return eventOf(value, isModel);
  if (!trusted) return { fault: NOT_TRUSTED };
  const { pseudonym, ...rest } = value as Record<string, unknown>;
  if (Object.hasOwn(rest, 'clinician')) return { fault: BOTH_GIVEN };
  if (typeof pseudonym !== 'string' || !isPseudonym(pseudonym)) return { fault: PSEUDONYM_FAULT };
  const { revision } = rest;
  const isAbove = Number.isSafeInteger(revision) && (revision as number) > MAX_REVISION;
  const bounded = isAbove ? { ...rest, revision: MAX_REVISION } : rest;
  const read = eventOf({ ...bounded, clinician: pseudonym }, isModel);
  if ('fault' in read) return read;
  return { event: isAbove ? ({ ...read.event, revision } as Event) : read.event, pseudonym };
}

function eventOf(
  value: unknown,
  isModel: IsModel | undefined,
): { readonly event: Event } | { readonly fault: Fault } {
  const read = readEvent(value, isModel);
  return read.ok ? { event: read.event } : { fault: read.fault };
}

/**
 * The reject of a value. Its message and its row do not contain the clinician's name. If the value does not give
 * the clinician, that fault replaces the given one, because the given message may quote the name.
 * @throws errors of the pseudonymiser
 * @see docs/decisions/0086-a-reject-shows-what-names-nobody.md
 */
export function rejectOf(value: unknown, fault: Fault, reading: Reading): Reject {
  const rater = raterOf(value, reading);
  const attempted = attempt(() => keptOf(value, fault, rater));
  return 'fault' in attempted ? attempted.fault : attempted.value;
}

function keptOf(value: unknown, fault: Fault, rater: Rater): Reject {
  const object = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  if ('fault' in rater) {
    // The fault of a format in the clinician's own field also quotes no text, and is more precise.
    const isPrecise = fault.field === 'clinician' || fault === NOT_TRUSTED;
    const shown = isPrecise ? fault : rater.fault;
    if (object === null) return shown;
    const { row, isWhole } = withheldRow(object);
    return isWhole ? { ...shown, row } : { ...shown, row, incomplete: true };
  }
  const scrub = scrubber(rater.id ?? rater.pseudonym, fault);
  const { reason, field, message } = fault;
  const scrubbed = { reason, field: scrub(field), message: scrub(message), rater: rater.inList };
  return object === null ? scrubbed : { ...scrubbed, row: scrubbedRow(object, scrub) };
}

export type Attempted<T> = { readonly value: T } | { readonly fault: Fault };

/**
 * Does work that depends only on an event. An error in it is a defect of Primum, which every retry would meet
 * again. The event is therefore refused, so that its message or file does not wait for ever.
 *
 * Do not use this for work that depends on the deployment, such as reading a protocol, because a retry may succeed.
 * @throws OwnError, which is thrown on purpose
 */
export function attempt<T>(action: () => T): Attempted<T> {
  try {
    return { value: action() };
  } catch (error) {
    if (error instanceof OwnError) throw error;
    return { fault: defect(error) };
  }
}

const defect = (error: unknown): Fault => ({
  reason: 'unprocessable',
  field: '',
  message: `cannot be read because of a defect of Primum (${errorLabel(error)}). Keep the event and report it`,
});

/** The clinician of a refused event, or a fault if the clinician is unknown. */
type Rater =
  /** The id is null if the event gives only the pseudonym. */
  | { readonly id: string | null; readonly pseudonym: Pseudonym; readonly inList: string }
  | { readonly fault: Fault };

/**
 * The clinician of a refused value. If the value has no valid clinician, the result is a fault whose message quotes
 * no text, because any text may be the name.
 * @throws errors of the pseudonymiser
 */
function raterOf(value: unknown, { pseudonymiser, raters, trusted }: Reading): Rater {
  const attempted = attempt(() => raterIn(value, trusted));
  if ('fault' in attempted) return attempted;
  const rater = attempted.value;
  if ('fault' in rater) return rater;
  const pseudonym = rater.id === null ? rater.pseudonym : pseudonymiser.pseudonymOf(rater.id);
  return { id: rater.id, pseudonym, inList: raters(pseudonym) };
}

type RaterOfValue =
  | { readonly id: string }
  | { readonly id: null; readonly pseudonym: Pseudonym }
  | { readonly fault: Fault };

function raterIn(value: unknown, trusted: boolean): RaterOfValue {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { fault: noObject(value) };
  const { kind, clinician, pseudonym } = value as Record<string, unknown>;
  const byPseudonym = trusted && Object.hasOwn(value, 'pseudonym') && !Object.hasOwn(value, 'clinician');
  if (byPseudonym && typeof pseudonym === 'string' && isPseudonym(pseudonym)) return { id: null, pseudonym };
  const read = identifier.safeParse(clinician, { reportInput: true });
  if (read.success && !byPseudonym) return { id: read.data };
  if (!(KINDS as readonly unknown[]).includes(kind)) return { fault: UNKNOWN_KIND };
  if (byPseudonym || read.success) return { fault: PSEUDONYM_FAULT };
  const { reason, message } = faultOf(read.error);
  return { fault: { reason, field: 'clinician', message: `clinician: ${message}` } };
}

const noObject = (value: unknown): Fault => ({
  reason: 'invalid_value',
  field: '',
  message:
    typeof value === 'string'
      ? 'must be an object, and is a text; if the text contains an event as JSON, it was encoded twice'
      : `must be an object, and is ${value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`}`,
});
