import { expect, it } from 'vitest';
import { configurationNamed } from '../../../calibration/configurations/index.ts';
import { conditionalTruth } from '../../../calibration/world/conditional-truth.ts';
import { drawStudy } from '../../../calibration/world/draw.ts';
import { evidenceFrom, judgedFrom } from '../../../calibration/world/evidence.ts';
import { type Condition, exposureOf } from '../../../calibration/world/exposure.ts';
import { protocolOf, type WorldSpec } from '../../../calibration/world/spec.ts';
import { truthOf } from '../../../calibration/world/truth.ts';
import { voteTruth } from '../../../calibration/world/vote-truth.ts';
import { positionBias, voteLevel } from '../../../shared/audit/dissociation/vote-level.ts';
import { entryTotal } from '../../../shared/audit/evidence/layout.ts';
import { rank } from '../../../shared/audit/ranking/ranking.ts';
import { seededRandom } from '../../../shared/lib/random.ts';

const MANY = 60_000;

/** A study with so many judgments that its figures are close to the truth. */
function largeStudy(spec: WorldSpec, seed: number, condition: Condition | null = null) {
  const random = seededRandom(seed);
  const truth = truthOf(spec, spec.scenario(random, spec));
  const protocol = protocolOf(spec);
  const { cast, judgments } = drawStudy(truth, random);
  const target = condition
    ? conditionalTruth(truth, cast, condition, exposureOf(condition, judgments, spec))
    : truth;
  const evidence = evidenceFrom(judgedFrom(judgments, protocol), protocol);
  const rateOf = (model: number, specialty: number | null, criterion: number) => {
    const { layout } = evidence;
    const count = (score: number) =>
      entryTotal(evidence.block(model, specialty), layout.score(criterion, score));
    const n = [0, 1, 2, 3, 4].reduce((sum, score) => sum + count(score), 0);
    return { n, failure: (count(0) + count(1)) / n, severe: count(0) / n };
  };
  return { truth, target, protocol, evidence, rateOf };
}

/** Expects a share of n independent answers to be within four standard errors. */
const expectNear = (rate: number, expected: number, n: number) =>
  expect(Math.abs(rate - expected) / Math.sqrt((expected * (1 - expected)) / n)).toBeLessThan(4);

type Large = ReturnType<typeof largeStudy>;

function expectRates({ target, evidence, rateOf }: Large, specialties: readonly (number | null)[]) {
  for (const model of [0, 2])
    for (const specialty of specialties)
      for (const criterion of [0, evidence.layout.composite])
        for (const level of ['failure', 'severe'] as const) {
          const found = rateOf(model, specialty, criterion);
          expectNear(found[level], target.rate(model, specialty, criterion, level)!, found.n);
        }
}

/** Expects abilities within four standard errors. One of n votes near evenness contributes an information of a quarter. */
function expectAbilities({ target, evidence, protocol }: Large) {
  const { fit } = rank(evidence, protocol);
  const error = 2 / Math.sqrt((2 * MANY) / fit!.models.length);
  for (const [position, theta] of fit!.theta.entries())
    expect(Math.abs(theta - target.theta[position]!)).toBeLessThan(4 * error);
}

const { '': paper } = configurationNamed('paper').variants;
const { '': heavy } = configurationNamed('heavy tails').variants;
const { '3 prompts, ρ 0.3': threePrompts } = configurationNamed('repeated prompts, mixed').variants;
const { '3 hospitals': hospitals } = configurationNamed('hospitals').variants;

it('the true rates, abilities and shares of votes agree with a study of 60,000 clinicians', () => {
  const study = largeStudy({ ...heavy!, clinicians: MANY, votes: MANY, load: 0 }, 11);
  expectRates(study, [null]);
  expectAbilities(study);
  const [votes, actual] = [voteLevel(study.evidence, study.protocol), voteTruth(study.truth)];
  for (const name of ['winnerUnsafe', 'loserUnsafe', 'unsafeGivenTie', 'lessSafeWins'] as const)
    expectNear(votes[name].rate!, actual[name], votes[name].n);
  const bias = positionBias(study.evidence, study.protocol);
  expectNear(bias.rate!, actual.positionBias, bias.n);
});

it('the true rates agree with a study of 80,000 prompts whose answers are almost all that matters', () => {
  const spec = {
    ...threePrompts!,
    votes: MANY,
    clinicians: MANY,
    load: 0,
    prompts: { perSpecialty: MANY / 3, answerCorrelation: 0.9, named: 'yes' as const },
  };
  const study = largeStudy(spec, 12);
  expectRates(study, [null, 0]);
  expectAbilities(study);
});

it('the true rates of three prompts agree with 60,000 clinicians who judge these', () => {
  const study = largeStudy({ ...threePrompts!, votes: MANY, clinicians: MANY, load: 0 }, 13, 'prompts');
  expectRates(study, [null, 0, 1]);
  expectAbilities(study);
  const [own, all] = [study.target, study.truth].map((values) => values.rate(0, 0, 0, 'failure')!);
  expect(Math.abs(own! / all! - 1)).toBeGreaterThan(0.1);
});

it('the true rates of five readers agree with 60,000 votes of these', () => {
  const spec = { ...paper!, models: 4, specialties: [0.5, 0.5], votes: MANY, clinicians: 5 };
  const study = largeStudy(spec, 14, 'readers');
  expectRates(study, [null, 0, 1]);
  expectAbilities(study);
});

it('the true rates of three hospitals agree with 60,000 of their clinicians', () => {
  const study = largeStudy({ ...hospitals!, votes: MANY, clinicians: MANY, load: 0 }, 15, 'sites');
  expectRates(study, [null, 0]);
  expectAbilities(study);
});
