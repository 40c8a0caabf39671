import type * as z from 'zod';

/** Why a message or row was refused, for counting; the message beside it is for a person. */
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
  'erased',
] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];

/** What is wrong with an input, in a form that can be counted, and in words that tell what to mend. */
export interface Fault {
  readonly reason: RejectReason;
  /** One sentence for the sender. Holds no value of the input beyond names of fields, models and criteria. */
  readonly message: string;
  /** The field, as `scores.model-a.harmlessness`; empty for the whole input. */
  readonly field: string;
}

/** An event of a clinician who was erased. Nothing of the event is kept beside it. */
export const ERASED: Fault = {
  reason: 'erased',
  message: 'clinician: was erased from this study at their request; take them out of what is sent',
  field: 'clinician',
};

/** An event that contradicts another one of its judgment. It is counted as a conflict, and kept among the rejects. */
export const CONFLICT: Fault = {
  reason: 'conflict',
  message:
    'another event of this judgment says something else under the same revision, and one of the two counts;' +
    ' send the right one again with a higher revision',
  field: '',
};

export const UNKNOWN_KIND: Fault = {
  reason: 'unknown_kind',
  message: 'kind: must be "vote", "rating" or "retraction"',
  field: 'kind',
};

/** JSON of which a reader takes one of two values, and nobody knows which was meant. */
export const REPEATED_KEY: Fault = {
  reason: 'unparsable',
  message: 'an object names the same member twice; leave out the one that is not meant',
  field: '',
};

const MAX_QUOTED_CHARACTERS = 60;

/** What a quoted text shows in place of characters that break or turn a line. */
export const onOneLine = (text: string): string =>
  text.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');

/** Text from outside, short and on one line, for an error message. */
export const quote = (text: string): string => {
  // Two code units per character at most, and one more character that tells whether the text is cut.
  const begin = text.slice(0, 2 * (MAX_QUOTED_CHARACTERS + 1));
  const points = [...onOneLine(begin)];
  const shown = points.slice(0, MAX_QUOTED_CHARACTERS).join('');
  return JSON.stringify(points.length > MAX_QUOTED_CHARACTERS ? `${shown}…` : shown);
};

/** What zod calls a field that is not there, by what should stand in it. */
const ABSENCES: ReadonlySet<string> = new Set(['invalid_type', 'invalid_value', 'invalid_format']);

/** The first thing that zod found wrong, in our words. The value must have been read with `reportInput`. */
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
  return at(issue.message.replace(/^Invalid input: /, ''), 'invalid_value');
}

/** The place of a field, as `scores.model-a.harmlessness`. */
export const pathInWords = (path: readonly PropertyKey[]): string =>
  path.map(String).map(plainField).join('.');

const plainField = (part: string): string => (/^[\w-]{1,60}$/.test(part) ? part : quote(part));
