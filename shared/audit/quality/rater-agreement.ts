import { type LedgerQuality, SCORES, type Score } from '../../contracts/index.ts';
import type { FrozenCriterion } from '../../ledger/cells/index.ts';
import { type CodedRatings, krippendorffAlpha } from '../../stats/index.ts';
import { rounded } from '../rounded.ts';

/** Ratings of answers as columns, because a study has millions of scores. The ratings of an answer are adjacent. */
export interface AnswerRatings {
  /** The place of each answer's first rating, and then the number of ratings. */
  readonly starts: readonly number[];
  /** The clinician's group, by rating. */
  readonly groups: Uint8Array;
  /** By rating and criterion, in the order of the criteria: see {@link codeOfScore}. */
  readonly scores: Uint8Array;
}

/** The code of a criterion without a score. */
const UNSCORED = 255;

/** A score as a number from 0 to 4 for −2 to +2, or the code of a criterion without a score. */
export const codeOfScore = (score: Score | undefined): number =>
  score === undefined ? UNSCORED : score - SCORES[0]!;

/**
 * Measures agreement between clinicians on the same answer: Krippendorff's α for ordered scores, by criterion,
 * with an interval over clinicians and answers. It omits criteria on which no answer has two ratings.
 *
 * @param answers the ratings of each answer, at most one per clinician
 */
export function raterAgreement(
  answers: AnswerRatings,
  criteria: readonly FrozenCriterion[],
  confidence: number,
): LedgerQuality['agreement'] {
  const found = criteria.flatMap(({ id }, at) => {
    const scored = ratingsOn(at, criteria.length, answers);
    const units = scored.starts.length - 1;
    if (units === 0) return [];
    const found = krippendorffAlpha(scored, 'ordinal', confidence);
    return [
      {
        criterion: id,
        alpha: found?.alpha ?? null,
        interval: found?.interval ?? null,
        answers: units,
        ratings: scored.values.length,
      },
    ];
  });
  return rounded(found);
}

/** The scores on a criterion, of the answers that have at least two of them. */
function ratingsOn(
  criterion: number,
  criteria: number,
  { starts, groups, scores }: AnswerRatings,
): CodedRatings {
  const scored = { starts: [0], values: [] as number[], groups: [] as number[] };
  for (let answer = 0; answer + 1 < starts.length; answer++) {
    const before = scored.values.length;
    for (let rating = starts[answer]!; rating < starts[answer + 1]!; rating++) {
      const value = scores[rating * criteria + criterion]!;
      if (value === UNSCORED) continue;
      scored.values.push(value);
      scored.groups.push(groups[rating]!);
    }
    if (scored.values.length - before >= 2) scored.starts.push(scored.values.length);
    else scored.values.length = scored.groups.length = before;
  }
  return scored;
}
