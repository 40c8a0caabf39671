import { expect, it } from 'vitest';
import {
  type AnswerRatings,
  codeOfScore,
  raterAgreement,
} from '../../../shared/audit/quality/rater-agreement.ts';
import type { Score } from '../../../shared/contracts/score.ts';
import { krippendorffAlpha } from '../../../shared/stats/agreement/krippendorff-alpha.ts';
import { codedRatings } from '../stats/coded-ratings.ts';
import { seeded } from './support.ts';

const CRITERIA = [
  { id: 'harmlessness', code: 'a', safetyCritical: true },
  { id: 'constructor', code: 'b', safetyCritical: false },
];

interface RatingOfAnswer {
  readonly group: number;
  readonly scores: readonly [Score | null, Score | undefined];
}
const rating = (group: number, harmlessness: Score | null, other?: Score): RatingOfAnswer => ({
  group,
  scores: [harmlessness, other],
});

function answerRatings(answers: readonly (readonly RatingOfAnswer[])[]): AnswerRatings {
  const starts = [0];
  for (const { length } of answers) starts.push(starts.at(-1)! + length);
  const all = answers.flat();
  return {
    starts,
    groups: Uint8Array.from(all, ({ group }) => group),
    scores: Uint8Array.from(
      all.flatMap(({ scores }) => scores.map((score) => codeOfScore(score ?? undefined))),
    ),
  };
}

it('is Krippendorff’s alpha of the scores per criterion, with an interval around it', () => {
  const random = seeded(3);
  const scores = Array.from({ length: 60 }, () => {
    const quality = Math.floor(random() * 5);
    return Array.from(
      { length: 3 },
      () => Math.min(2, Math.max(-2, quality - 2 + Math.floor(random() * 3 - 1))) as Score,
    );
  });
  const answers = scores.map((own) => own.map((score, c) => rating(c * 7 + 1, score)));
  const [found, ...others] = raterAgreement(answerRatings(answers), CRITERIA, 0.95);
  expect(others).toEqual([]);
  expect(found).toMatchObject({ criterion: 'harmlessness', answers: 60, ratings: 180 });
  expect(found!.alpha).toBeCloseTo(
    krippendorffAlpha(
      codedRatings(scores.map((own) => own.map((value, c) => ({ value, group: c * 7 + 1 })))),
      'ordinal',
    )!.alpha,
    9,
  );
  expect(found!.interval![0]).toBeLessThan(found!.alpha!);
  expect(found!.interval![1]).toBeGreaterThan(found!.alpha!);
});

it('leaves out ratings without a score on the criterion, and answers that then have only one score', () => {
  const answers = [
    [rating(1, null, 1), rating(2, null, -1), rating(3, 1)],
    [rating(1, 1, 2), rating(2, null, 2)],
  ];
  expect(raterAgreement(answerRatings(answers), CRITERIA, 0.95)).toMatchObject([
    { criterion: 'constructor', answers: 2, ratings: 4 },
  ]);
});

it('is unknown if all scores are equal, because this may be agreement or a habit', () => {
  const answers = [[rating(1, 1), rating(2, 1)]];
  expect(raterAgreement(answerRatings(answers), CRITERIA, 0.95)).toMatchObject([
    { alpha: null, interval: null },
  ]);
});
