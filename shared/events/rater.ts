import { type Fault, faultOf, identifier, KINDS, UNKNOWN_KIND } from '../contracts/index.ts';
import { isPseudonym, type Pseudonym } from '../ledger/cells/index.ts';
import { attempt } from './attempt.ts';
import type { Pseudonymiser } from './pseudonymiser.ts';

export interface Reading {
  readonly pseudonymiser: Pseudonymiser;
  /** Whether `pseudonym` may replace `clinician`. This is permitted in files of an operator, never in the queue. */
  readonly trusted: boolean;
}

/** The clinician of a refused event, or a fault if the clinician is unknown. */
export type Rater =
  /** The id is null if the event gives only the pseudonym. */
  { readonly id: string | null; readonly pseudonym: Pseudonym } | { readonly fault: Fault };

/**
 * The clinician of a refused value. If the value has no valid clinician, the result is a fault whose message quotes
 * no text, because any text may be the name.
 * @throws errors of the pseudonymiser
 */
export function raterOf(value: unknown, { pseudonymiser, trusted }: Reading): Rater {
  const attempted = attempt(() => named(value, trusted));
  if ('fault' in attempted) return attempted;
  const rater = attempted.value;
  if ('fault' in rater || rater.id === null) return rater;
  return { ...rater, pseudonym: pseudonymiser.pseudonymOf(rater.id) };
}

type Named =
  | { readonly id: string }
  | { readonly id: null; readonly pseudonym: Pseudonym }
  | { readonly fault: Fault };

function named(value: unknown, trusted: boolean): Named {
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

export const PSEUDONYM_FAULT: Fault = {
  reason: 'invalid_value',
  field: 'pseudonym',
  message: 'pseudonym: must be 32 hex digits',
};

const noObject = (value: unknown): Fault => ({
  reason: 'invalid_value',
  field: '',
  message:
    typeof value === 'string'
      ? 'must be an object, and is a text; if the text holds an event as JSON, it was encoded twice'
      : `must be an object, and is ${value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`}`,
});
