import type { Event } from '../contracts/event.ts';
import { isPseudonym, type Pseudonym, type Pseudonymiser } from '../contracts/pseudonym.ts';
import { readEvent } from '../contracts/read-event.ts';
import type { Fault } from '../contracts/reject.ts';
import type { Pseudonymous } from '../judgments/apply.ts';
import { rejectedRow, scrubberOf } from './rejected-row.ts';

/** A refused event: what is wrong, and the row without its clinician where it could be read as one. */
export interface Reject extends Fault {
  readonly row?: unknown;
}

export type ReadValue =
  | { readonly ok: true; readonly event: Pseudonymous }
  | { readonly ok: false; readonly reject: Reject };

export interface Reading {
  readonly pseudonymiser: Pseudonymiser;
  /** Whether `pseudonym` may stand in place of `clinician`: in files of an operator, never in the queue. */
  readonly trusted: boolean;
}

/** Reads one event from a decoded JSON value, and puts the pseudonym in the clinician's place. */
export function readValue(value: unknown, reading: Reading): ReadValue {
  const given = reading.trusted ? takePseudonym(value) : null;
  if (given && 'fault' in given) return { ok: false, reject: rejectOf(value, given.fault, reading) };
  const read = readEvent(given ? given.rest : value);
  if (!read.ok) return { ok: false, reject: rejectOf(value, read.fault, reading) };
  const clinician = given ? given.pseudonym : reading.pseudonymiser.pseudonymOf(read.event.clinician);
  return { ok: true, event: withPseudonym(read.event, clinician) };
}

const withPseudonym = (event: Event, clinician: Pseudonym): Pseudonymous => ({ ...event, clinician });

function takePseudonym(
  value: unknown,
): null | { readonly fault: Fault } | { readonly pseudonym: Pseudonym; readonly rest: unknown } {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'pseudonym')) return null;
  const { pseudonym, ...rest } = value as Record<string, unknown>;
  const fault = (message: string): { fault: Fault } => ({
    fault: { reason: 'invalid_value', field: 'pseudonym', message: `pseudonym: ${message}` },
  });
  if (Object.hasOwn(rest, 'clinician')) return fault('stands beside a clinician; give one of them');
  if (typeof pseudonym !== 'string' || !isPseudonym(pseudonym)) return fault('must be 32 hex digits');
  return { pseudonym, rest: { ...rest, clinician: pseudonym } };
}

/** The reject of a value; its words and its row are free of the clinician's name. */
export function rejectOf(value: unknown, fault: Fault, { pseudonymiser }: Reading): Reject {
  const scrub = scrubberOf(value, fault, pseudonymiser);
  const row = rejectedRow(value, scrub, pseudonymiser);
  return {
    reason: fault.reason,
    field: scrub(fault.field),
    message: scrub(fault.message),
    ...(row === undefined ? {} : { row }),
  };
}
