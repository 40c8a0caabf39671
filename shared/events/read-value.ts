import type { Event, Fault } from '../contracts/index.ts';
import { isPseudonym, type Pseudonym } from '../ledger/cells/index.ts';
import type { Pseudonymous } from '../ledger/index.ts';
import { attempt } from './attempt.ts';
import { PSEUDONYM_FAULT, type Rater, type Reading, raterOf } from './rater.ts';
import { readEvent } from './read-event.ts';
import { scrubbedRow, withheldRow } from './rejected-row.ts';
import { scrubber } from './scrub.ts';

export type { Reading } from './rater.ts';

/** A refused event: the fault, and the row without its clinician if it could be read as a row. */
export interface Reject extends Fault {
  readonly row?: unknown;
  /**
   * True if the clinician is unknown, so that the row does not show all data. The rest is in the original file or
   * message.
   */
  readonly incomplete?: true;
}

export type ReadValue =
  | { readonly ok: true; readonly event: Pseudonymous }
  | { readonly ok: false; readonly reject: Reject };

/**
 * Reads one event from a decoded JSON value, and replaces the clinician by the pseudonym. No value makes it throw.
 * @throws errors of the pseudonymiser
 */
export function readValue(value: unknown, reading: Reading): ReadValue {
  const attempted = attempt(() => readNamed(value, reading.trusted));
  const read = 'fault' in attempted ? attempted : attempted.value;
  if ('fault' in read) return { ok: false, reject: rejectOf(value, read.fault, reading) };
  const clinician = read.pseudonym ?? reading.pseudonymiser.pseudonymOf(read.event.clinician);
  return { ok: true, event: withPseudonym(read.event, clinician) };
}

const withPseudonym = (event: Event, clinician: Pseudonym): Pseudonymous => ({ ...event, clinician });

type ReadNamed = { readonly event: Event; readonly pseudonym?: Pseudonym } | { readonly fault: Fault };

/** An event that still names its clinician, or already has the pseudonym. */
function readNamed(value: unknown, trusted: boolean): ReadNamed {
  if (!trusted || typeof value !== 'object' || value === null || !Object.hasOwn(value, 'pseudonym'))
    return eventOf(value);
  const { pseudonym, ...rest } = value as Record<string, unknown>;
  if (Object.hasOwn(rest, 'clinician')) return { fault: BOTH_GIVEN };
  if (typeof pseudonym !== 'string' || !isPseudonym(pseudonym)) return { fault: PSEUDONYM_FAULT };
  const read = eventOf({ ...rest, clinician: pseudonym });
  return 'fault' in read ? read : { ...read, pseudonym };
}

function eventOf(value: unknown): { readonly event: Event } | { readonly fault: Fault } {
  const read = readEvent(value);
  return read.ok ? { event: read.event } : { fault: read.fault };
}

const BOTH_GIVEN: Fault = {
  ...PSEUDONYM_FAULT,
  message: 'pseudonym: is given in addition to a clinician; give only one of them',
};

/**
 * The reject of a value. Its message and its row do not contain the clinician's name. If the value does not give
 * the clinician, that fault replaces the given one, because the given message may quote the name.
 * @throws errors of the pseudonymiser
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
    const told = fault.field === 'clinician' ? fault : rater.fault;
    if (object === null) return told;
    const { row, isWhole } = withheldRow(object);
    return isWhole ? { ...told, row } : { ...told, row, incomplete: true };
  }
  const { id, pseudonym } = rater;
  const scrub = scrubber(id ?? pseudonym, pseudonym, fault);
  const { reason, field, message } = fault;
  const scrubbed = { reason, field: scrub(field), message: scrub(message) };
  return object === null ? scrubbed : { ...scrubbed, row: scrubbedRow(object, scrub, pseudonym) };
}
