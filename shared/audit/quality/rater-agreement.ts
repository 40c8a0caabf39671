import type { LedgerQuality } from '../../contracts/index.ts';
import type { FrozenCriterion } from '../../ledger/cells/index.ts';
import type { ScoreCard } from '../../ledger/index.ts';
import { type CodedValue, krippendorffAlpha } from '../../stats/index.ts';
import { rounded } from '../rounded.ts';

/** A clinician's score of an answer, with the clinician's group. */
export interface AnswerRating {
  readonly group: number;
  readonly scores: ScoreCard;
}

/**
 * Measures agreement between clinicians on the same answer: Krippendorff's α for ordered scores, by criterion,
 * with an interval over clinicians and answers. It omits criteria on which no answer has two ratings.
 *
 * @param answers the ratings of each answer, at most one per clinician
 */
export function raterAgreement(
  answers: readonly (readonly AnswerRating[])[],
  criteria: readonly FrozenCriterion[],
  confidence: number,
): LedgerQuality['agreement'] {
  const found = criteria.flatMap(({ id }) => {
    const units = answers
      .map((ratings) =>
        ratings.flatMap(({ group, scores }): CodedValue[] => {
          const value = scores.get(id)?.value;
          return value === undefined ? [] : [{ value, group }];
        }),
      )
      .filter(({ length }) => length >= 2);
    if (units.length === 0) return [];
    const found = krippendorffAlpha(units, 'ordinal', confidence);
    return [
      {
        criterion: id,
        alpha: found?.alpha ?? null,
        interval: found?.interval ?? null,
        answers: units.length,
        ratings: units.reduce((sum, { length }) => sum + length, 0),
      },
    ];
  });
  return rounded(found);
}
