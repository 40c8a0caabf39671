import type { Criterion, Fault } from '../../contracts/index.ts';
import { quote } from '../../lib/index.ts';

/** A criterion, and the label under which clinicians see it. */
export type NamedCriterion = Pick<Criterion, 'id' | 'label'>;

/** The criterion that a name stands for. Null if it is none, and a fault if it is more than one. */
export type ReadCriterionName = (name: string) => string | { readonly fault: Fault } | null;

/**
 * Returns the reader for names of criteria. The id of a criterion is always its name. Other names are compared with all
 * ids and labels without case, blanks and punctuation, and `&` equals `and`. `Relevance & completeness` is therefore
 * `relevance_and_completeness`.
 * @see docs/decisions/0106-questions-are-items.md
 */
export function criterionNameReader(criteria: readonly NamedCriterion[]): ReadCriterionName {
  const before = readers.get(criteria);
  if (before) return before;
  const reader = readerOf(criteria);
  readers.set(criteria, reader);
  return reader;
}

/** The readers by their criteria, because the judgments of a row have one reader each. */
const readers = new WeakMap<readonly NamedCriterion[], ReadCriterionName>();

function readerOf(criteria: readonly NamedCriterion[]): ReadCriterionName {
  const ids = new Set(criteria.map(({ id }) => id));
  const known = new Map<string, Set<string>>();
  for (const { id, label } of criteria)
    for (const name of [id, label]) {
      const letters = lettersOf(name);
      if (letters !== '') known.set(letters, (known.get(letters) ?? new Set()).add(id));
    }
  return (name) => {
    if (ids.has(name)) return name;
    const [only = null, ...others] = known.get(lettersOf(name)) ?? [];
    return only === null || others.length === 0 ? only : { fault: ambiguous([only, ...others]) };
  };
}

/** The letters and digits of a name, with their accents. Compatibility forms and case do not matter. */
const lettersOf = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('&', 'and')
    .replace(/[^\p{L}\p{M}\p{N}]/gu, '');

const ambiguous = (ids: readonly string[]): Fault => ({
  reason: 'unmapped_label',
  field: 'criterion',
  message:
    `criterion: a name in the scores stands for more than one criterion of the protocol (${ids.map(quote).join(', ')}).` +
    ' Add it to "labels"."criterion" of the mapping',
});
