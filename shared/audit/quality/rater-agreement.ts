import { type LedgerQuality, SCORES, type Score } from '../../contracts/index.ts';
import type { FrozenCriterion } from '../../ledger/cells/index.ts';
import { type CodedValue, krippendorffAlpha } from '../../stats/index.ts';
import { rounded } from '../rounded.ts';

/** A clinician's scores of an answer, with the clinician's group. */
export interface AnswerRating {
  readonly group: number;
  /** A character for each criterion, in their order. See {@link scoresAsText}. */
  readonly scores: string;
}

/** The character of a criterion without a score. */
const UNSCORED = '-';

/**
 * Scores as text, with a digit from 0 to 4 for −2 to +2, because a map of the scores takes twenty times as much memory.
 * @param scoreOf the score on a criterion, if there is one
 */
export const scoresAsText = (
  criteria: readonly FrozenCriterion[],
  scoreOf: (criterion: string) => Score | undefined,
): string => {
  let text = '';
  for (const { id } of criteria) {
    const score = scoreOf(id);
    text += score === undefined ? UNSCORED : String(score - SCORES[0]!);
  }
  return text;
};

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
  const found = criteria.flatMap(({ id }, at) => {
    const units = answers
      .map((ratings) =>
        ratings.flatMap(({ group, scores }): CodedValue[] => {
          const digit = scores[at]!;
          return digit === UNSCORED ? [] : [{ value: Number(digit), group }];
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
