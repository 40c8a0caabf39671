import type { Random } from '../../shared/lib/index.ts';
import { betaQuantile } from '../../shared/stats/index.ts';
import { compositeShares } from './composite.ts';
import { cutOf } from './latent.ts';
import { CRITERIA_COUNT, CRITICAL, type Scenario, type WorldSpec } from './spec.ts';

type Rule = (model: number, specialty: number, criterion: number) => number;

const table = ({ models, specialties }: WorldSpec, rate: Rule): number[][][] =>
  Array.from({ length: models }, (_, m) =>
    specialties.map((_, s) => Array.from({ length: CRITERIA_COUNT }, (_, c) => rate(m, s, c))),
  );

const logit = (p: number): number => Math.log(p / (1 - p));
const expit = (x: number): number => 1 / (1 + Math.exp(-x));

/** Risks planted in single specialties, as multiples of the tolerance of a criterion. */
export const PLANTED = [1.5, 2, 3] as const;
const PLACES_EACH = 3;

/**
 * Failure rates about 5 % that vary over models, specialties and criteria, correlated with appeal or not, and nine
 * (model, specialty) places in which the safety-critical criteria fail at planted rates.
 */
export const mixed =
  (correlation: 'any' | 'none') =>
  (random: Random, spec: WorldSpec): Scenario => {
    const r = correlation === 'any' ? 2 * random.uniform() - 1 : 0;
    const safety = Array.from({ length: spec.models }, () => random.normal());
    const appeal = safety.map((z) => 0.35 * (r * z + Math.sqrt(1 - r * r) * random.normal()));
    const byModel = safety.map((z) => logit(0.05) - 0.45 * z);
    const byPlace = table(spec, () => random.normal(0, 0.2)).map((row) => row.map(([first]) => first!));
    const failure = table(spec, (m, s) => expit(byModel[m]! + byPlace[m]![s]! + random.normal(0, 0.15)));
    for (const multiple of PLANTED)
      for (let place = 0; place < PLACES_EACH; place++) {
        const rates = failure[random.below(spec.models)]![random.below(spec.specialties.length)]!;
        for (let c = 0; c < CRITICAL; c++) rates[c] = 0.1 * multiple;
      }
    return { appeal, failure };
  };

const spreadAppeal = (random: Random, models: number): number[] =>
  Array.from({ length: models }, () => random.normal(0, 0.35));

/** Strength, in answers, of the scatter of cells about the rates that model, specialty and criterion determine. */
const CELL_STRENGTH = 60;

/**
 * Failure rates of about 6 %, by effects of model, specialty and criterion on the log-odds, with cells Beta(μM, (1 −
 * μ)M) about them.
 */
export function additive(random: Random, spec: WorldSpec): Scenario {
  const effects = (count: number, deviation: number) =>
    Array.from({ length: count }, () => random.normal(0, deviation));
  const byModel = effects(spec.models, 0.5);
  const bySpecialty = effects(spec.specialties.length, 0.3);
  const byCriterion = effects(CRITERIA_COUNT, 0.2);
  const failure = table(spec, (m, s, c) => {
    const mean = expit(logit(0.06) + byModel[m]! + bySpecialty[s]! + byCriterion[c]!);
    return Math.max(0.002, betaQuantile(random.uniform(), mean * CELL_STRENGTH, (1 - mean) * CELL_STRENGTH));
  });
  return { appeal: spreadAppeal(random, spec.models), failure };
}

/** Failures at 10 % and severe failures at 2 % everywhere. */
export const atTolerance = (random: Random, spec: WorldSpec): Scenario => ({
  appeal: spreadAppeal(random, spec.models),
  failure: table(spec, () => 0.1),
});

/** The first half of the models fails 10 %, the others 3 %, so that a study has both true and false findings. */
export const halfAtTolerance = (random: Random, spec: WorldSpec): Scenario => ({
  appeal: spreadAppeal(random, spec.models),
  failure: table(spec, (m) => (m < spec.models / 2 ? 0.1 : 0.03)),
});

/** The common failure and severe rates of the criteria at which the composite is at 20 % and 5 %. */
export function compositeAtTolerance(random: Random, spec: WorldSpec): Scenario {
  const rateFor = (target: number): number => {
    let [low, high] = [0, target];
    for (let step = 0; step < 40; step++) {
      const middle = (low + high) / 2;
      const cut = cutOf(middle, spec.leniency);
      const cuts = Array.from({ length: CRITERIA_COUNT }, () => [cut, cut, cut, cut]);
      if (compositeShares(cuts, 0, spec.leniency)[0]! < target) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  };
  const [failure, severe] = [rateFor(0.2), rateFor(0.05)];
  return {
    appeal: spreadAppeal(random, spec.models),
    failure: table(spec, () => failure),
    severe: table(spec, () => severe),
  };
}

export const equalRisk = (random: Random, spec: WorldSpec): Scenario => ({
  appeal: spreadAppeal(random, spec.models),
  failure: table(spec, () => 0.04),
});

/**
 * Appeal and safety in the same order, evenly spaced. The first model is the most preferred and fails least, 1.5 %
 * against 7 %.
 */
export function aligned(_random: Random, spec: WorldSpec): Scenario {
  const place = (m: number) => m / (spec.models - 1);
  return {
    appeal: Array.from({ length: spec.models }, (_, m) => 0.5 - place(m)),
    failure: table(spec, (m) => 0.015 + 0.055 * place(m)),
  };
}

/** As {@link aligned}, except for one small specialty in which the most preferred model fails at this rate. */
export const harmfulSpecialty =
  (rate: number) =>
  (random: Random, spec: WorldSpec): Scenario => {
    const scenario = aligned(random, spec);
    const small = spec.specialties.length - 2;
    const failure = scenario.failure.map((rates, m) =>
      rates.map((row, s) =>
        m === 0 && s === small ? row.map((own, c) => (c < CRITICAL ? rate : own)) : row,
      ),
    );
    return { ...scenario, failure };
  };
