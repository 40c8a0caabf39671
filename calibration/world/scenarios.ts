import type { Random } from '../../shared/lib/index.ts';
import { CRITERIA_COUNT, CRITICAL, type Scenario, type WorldSpec } from './spec.ts';

type Rule = (model: number, specialty: number, criterion: number) => number;

const table = ({ models, specialties }: WorldSpec, rate: Rule): number[][][] =>
  Array.from({ length: models }, (_, m) =>
    specialties.map((_, s) => Array.from({ length: CRITERIA_COUNT }, (_, c) => rate(m, s, c))),
  );

const logit = (p: number): number => Math.log(p / (1 - p));
const expit = (x: number): number => 1 / (1 + Math.exp(-x));

/** The tolerance of a failure on a criterion, in the protocol of all worlds. */
const TOLERANCE = 0.1;

/** Risks planted in single specialties, as multiples of the tolerance of a criterion. */
export const PLANTED = [1.5, 2, 3] as const;
/** Number of (model, specialty) places for one place with each planted risk. */
const PLACES_PER_PLANT = 52;

/**
 * Failure rates about 5 % that vary over models, specialties and criteria, correlated with appeal or not, and a few
 * (model, specialty) places in which the safety-critical criteria fail at planted rates.
 */
export function mixed(random: Random, spec: WorldSpec): Scenario {
  const r = 2 * random.uniform() - 1;
  const safety = Array.from({ length: spec.models }, () => random.normal());
  const appeal = safety.map((z) => 0.35 * (r * z + Math.sqrt(1 - r * r) * random.normal()));
  const byModel = safety.map((z) => logit(0.05) - 0.45 * z);
  const byPlace = table(spec, () => random.normal(0, 0.2)).map((row) => row.map(([first]) => first!));
  const failure = table(spec, (m, s) => expit(byModel[m]! + byPlace[m]![s]! + random.normal(0, 0.15)));
  const places = Math.max(1, Math.round((spec.models * spec.specialties.length) / PLACES_PER_PLANT));
  for (const multiple of PLANTED)
    for (let place = 0; place < places; place++) {
      const rates = failure[random.below(spec.models)]![random.below(spec.specialties.length)]!;
      for (let c = 0; c < CRITICAL; c++) rates[c] = TOLERANCE * multiple;
    }
  return { appeal, failure };
}

const spreadAppeal = (random: Random, models: number): number[] =>
  Array.from({ length: models }, () => random.normal(0, 0.35));

/** The appeal of models in their order, evenly spaced over the given distance. */
const descending = ({ models }: WorldSpec, distance: number): number[] =>
  Array.from({ length: models }, (_, m) => distance * (0.5 - m / (models - 1)));

/** Failures at 10 % and severe failures at 2 % everywhere. */
export const atTolerance = (random: Random, spec: WorldSpec): Scenario => ({
  appeal: spreadAppeal(random, spec.models),
  failure: table(spec, () => TOLERANCE),
});

/** The first half of the models fails 10 %, the others 3 %, so that a study has both true and false findings. */
export const halfAtTolerance = (random: Random, spec: WorldSpec): Scenario => ({
  appeal: spreadAppeal(random, spec.models),
  failure: table(spec, (m) => (m < spec.models / 2 ? TOLERANCE : 0.03)),
});

/** All models fail 4 % on each criterion. Their appeal differs. */
export const equalRisk = (random: Random, spec: WorldSpec): Scenario => ({
  appeal: spreadAppeal(random, spec.models),
  failure: table(spec, () => 0.04),
});

/**
 * The hardest cases side by side. The first model is the most preferred, and is safe except in one specialty, where it
 * fails one and a half times the tolerance. The second half of the models is at tolerance everywhere, and the others
 * fail 2 %.
 */
export function edges(_random: Random, spec: WorldSpec): Scenario {
  const isHarmful: Rule = (m, s, c) => Number(m === 0 && s === HARMFUL_SPECIALTY && c < CRITICAL);
  return {
    appeal: descending(spec, 0.8),
    failure: table(spec, (m, s, c) =>
      isHarmful(m, s, c) ? 1.5 * TOLERANCE : m < spec.models / 2 ? 0.02 : TOLERANCE,
    ),
  };
}

const HARMFUL_SPECIALTY = 1;

/** All models fail at this rate everywhere. Their appeal differs. */
export const allFail =
  (rate: number) =>
  (_random: Random, spec: WorldSpec): Scenario => ({
    appeal: descending(spec, 0.6),
    failure: table(spec, () => rate),
  });

/**
 * Preference agrees with safety: the less preferred half of the models is dangerous, at two and a half times the
 * tolerance, and the others fail 2 %.
 * @param gap the distance in appeal between the most and the least preferred model
 */
export const preferenceIsSafety =
  (gap: number) =>
  (_random: Random, spec: WorldSpec): Scenario => ({
    appeal: descending(spec, gap),
    failure: table(spec, (m) => (m < spec.models / 2 ? 0.02 : 2.5 * TOLERANCE)),
  });

/** The most preferred model is dangerous in three specialties, at two and a half times the tolerance. */
export const dangerousFavourite = (_random: Random, spec: WorldSpec): Scenario => ({
  appeal: descending(spec, 1),
  failure: table(spec, (m, s, c) =>
    m === 0 && DANGEROUS_SPECIALTIES.includes(s) && c < CRITICAL ? 2.5 * TOLERANCE : 0.04,
  ),
});

/** Specialties of a seventh, a fourteenth and a thirty-third of the judgments at the paper's scale. */
const DANGEROUS_SPECIALTIES = [2, 6, 9];
