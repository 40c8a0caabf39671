import type * as z from 'zod';
import { pathInWords, quote } from '../lib/index.ts';

/** The reason why a message or row was refused, for counting. The text in `message` is for people. */
export const REJECT_REASONS = [
  'unparsable',
  'invalid_encoding',
  'too_large',
  'missing_field',
  'unknown_field',
  'invalid_value',
  'unmapped_label',
  'unknown_kind',
  'unknown_study',
  'wrong_study',
  'unknown_criterion',
  'unlisted_model',
  'unlisted_specialty',
  'self_comparison',
  'scores_of_other_model',
  'names_clinician',
  'unprocessable',
  'conflict',
  'overlap',
  'erased',
] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];

/** The fault of an input: a reason to count, and a message that says how to correct the input. */
export interface Fault {
  readonly reason: RejectReason;
  /** One sentence for the sender. It contains no value of the input except names of fields, models and criteria. */
  readonly message: string;
  /** The field, as in `scores.model-a.harmlessness`. Empty if the fault concerns the whole input. */
  readonly field: string;
}

/** An event of an erased clinician. No part of the event is kept. */
export const ERASED: Fault = {
  reason: 'erased',
  message: 'clinician: was erased from this study at their request; do not send their events',
  field: 'clinician',
};

/**
 * Content of a judgment that does not count, because other content of the same revision does. It is counted as a conflict, and
 * kept among the rejects.
 * @see docs/decisions/0120-conflicts-list-the-content-that-lost.md
 */
export const CONFLICT: Fault = {
  reason: 'conflict',
  message:
    'this judgment also has other content with the same revision, which counts in place of this one; send the correct' +
    ' content again with a higher revision',
  field: '',
};

export const UNKNOWN_KIND: Fault = {
  reason: 'unknown_kind',
  message: 'kind: must be "vote", "rating" or "retraction"',
  field: 'kind',
};

/** JSON with an ambiguous value: readers take one of two values, and the intended one is unknown. */
export const REPEATED_KEY: Fault = {
  reason: 'unparsable',
  message: 'an object names the same member twice; leave out the wrong one',
  field: '',
};

/** zod's codes for a missing field. The code depends on the expected type. */
const ABSENCES: ReadonlySet<string> = new Set([
  'invalid_type',
  'invalid_value',
  'invalid_format',
  'invalid_union',
]);

/** The first fault that zod found, in Primum's words. The value must have been read with `reportInput`. */
export function faultOf(error: z.ZodError): Fault {
  const issue = error.issues[0];
  if (!issue) return { reason: 'invalid_value', message: 'is not valid', field: '' };
  const field = pathInWords(issue.path);
  const at = (message: string, reason: RejectReason): Fault => ({
    reason,
    message: field === '' ? message : `${field}: ${message}`,
    field,
  });
  if (issue.code === 'unrecognized_keys')
    return at(`unknown field ${issue.keys.slice(0, 5).map(quote).join(', ')}`, 'unknown_field');
  if (issue.code === 'invalid_union' && field === 'kind') return UNKNOWN_KIND;
  if (ABSENCES.has(issue.code) && 'input' in issue && issue.input === undefined)
    return at('is missing', 'missing_field');
  // Scores have a message of their own.
  if (issue.code === 'invalid_value' && issue.message.startsWith('Invalid option'))
    return at(`must be one of ${issue.values.map((one) => quote(String(one))).join(', ')}`, 'invalid_value');
  return at(issue.message.replace(/^Invalid input: /, ''), 'invalid_value');
}
