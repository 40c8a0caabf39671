import { type Fault, type Mapping, OUTCOMES } from '../../contracts/index.ts';
import { quote } from '../../lib/index.ts';
import { textOf } from './access.ts';

/** A value of a record in the terms of the contract, or its fault. */
export type Labelled = { readonly value: unknown } | { readonly fault: Fault };

export type LabelField = keyof Mapping['labels'];

/** Gives a word of the file its meaning. Null if the mapping says that it has none. */
export type ReadLabel = (value: unknown) => Labelled;

const MAX_LISTED_LABELS = 8;

/**
 * Returns the reader for the words of a field. If the field has labels, every other word is refused. Otherwise
 * words are read as they are. A word for an outcome that is not ours is refused in any case.
 */
export function labelReader(field: LabelField, name: string, labels: Mapping['labels']): ReadLabel {
  const given = labels[field];
  if (!given) return field === 'outcome' ? readOutcome : (value) => ({ value: textOf(value) });
  const meanings = new Map<unknown, unknown>(
    Object.entries(given).map(([word, meaning]) => [labelKey(word), meaning]),
  );
  const fault = unmapped(field, name, Object.keys(given));
  return (value) => {
    const meaning = meanings.get(labelKey(value));
    return meaning === undefined ? { fault } : { value: meaning };
  };
}

const OUTCOMES_IN_WORDS = OUTCOMES.map(quote).join(', ');

const readOutcome: ReadLabel = (value) => {
  const word = textOf(value);
  if (OUTCOMES.some((outcome) => outcome === word)) return { value: word };
  return { fault: NO_OUTCOME };
};

const NO_OUTCOME: Fault = {
  reason: 'unmapped_label',
  field: 'outcome',
  message:
    `outcome: must be one of ${OUTCOMES_IN_WORDS}. If the file has other words for them, give their meaning in the` +
    ' mapping, as "labels": {"outcome": {"1": "first", "2": "second"}}',
};

const WHOLE_NUMBER = /^([+-]?\d+)\.0+$/;

/**
 * A word in the form in which labels are compared. A whole number has no decimals: pandas writes a column of whole
 * numbers with an empty cell as `1.0`, and JSON does not keep the difference between `1` and `1.0`.
 */
export function labelKey(word: unknown): unknown {
  const text = textOf(word);
  return typeof text === 'string' ? text.replace(WHOLE_NUMBER, '$1') : text;
}

/** The message does not quote the word. If a wrong column was named, the word may be a clinician. */
function unmapped(field: LabelField, name: string, words: readonly string[]): Fault {
  const listed = words.slice(0, MAX_LISTED_LABELS).map(quote).join(', ');
  const more = words.length > MAX_LISTED_LABELS ? ` and ${words.length - MAX_LISTED_LABELS} more` : '';
  return {
    reason: 'unmapped_label',
    field: name,
    message:
      `${name}: is not one of the words that are known for it (${listed}${more}).` +
      ` Add it to "labels"."${field}" of the mapping`,
  };
}
