import { COMPOSITE, type FailureRate, LEVELS, type Level, type Protocol } from '../../contracts/index.ts';
import { intraclassCorrelation, sparseIntraclassCorrelation } from '../../stats/index.ts';
import { countCoefficients, counted } from '../evidence/answers.ts';
import type { Counted } from '../evidence/counted.ts';
import { standings } from '../evidence/coverage.ts';
import { type Evidence, type ItemEvidence, modelsWithCells, places } from '../evidence/evidence.ts';
import type { Block } from '../evidence/layout.ts';
import { type Rate, type RateKind, type Rates, rateOf, UNRATED } from './rate.ts';
import type { StandardisedRates } from './standardise.ts';

/**
 * Additional degrees of freedom for the interval of a rate in one specialty. The correlation is pooled over hundreds of
 * cells, so a t distribution on the cell's few groups alone would be too wide. The value comes from simulation
 * (docs/calibration.md).
 */
const LENT_DEGREES_OF_FREEDOM = 4;

/**
 * Computes every rate once. The intraclass correlation is pooled per criterion and level. Cells of one specialty and
 * models over all specialties are pooled separately, because a group has a handful of clinicians in the former and many
 * in the latter. A small group is more homogeneous. A model that few clinicians saw is between the two.
 */
export function ratesOf(evidence: Evidence, protocol: Protocol): Rates {
  const { layout, specialties, cells, block, items } = evidence;
  const models = modelsWithCells(evidence);
  const common = { layout, confidence: protocol.confidence };
  const inSpecialties = ratesOfBlocks(
    cells.map((cell) => ({ ...cell, items })),
    { ...common, lentFreedom: LENT_DEGREES_OF_FREEDOM },
    (pooled) => () => pooled,
  );
  const overall = ratesOfBlocks(
    models.map((model) => ({ model, specialty: null, block: block(model, null), items })),
    { ...common, lentFreedom: 0 },
    (pooled, counts, kind) => sparseIntraclassCorrelation(pooled, inSpecialties.correlations[kind]!, counts),
  );
  const cellAt = new Map(
    cells.map(({ model, specialty }, at) => [model * specialties.length + specialty, at]),
  );
  const modelAt = new Map(models.map((model, at) => [model, at]));
  return {
    at: (model, specialty, criterion, level) =>
      specialty === null
        ? overall.at(modelAt.get(model), criterion, level)
        : inSpecialties.at(cellAt.get(model * specialties.length + specialty), criterion, level),
  };
}

/** The rates of all blocks of one sort, by block index. The pooled correlations are given by criterion and level. */
interface BlockRates {
  /** @param place undefined for a missing block, which has no ratings */
  at(place: number | undefined, criterion: number, level: Level): Rate;
  readonly correlations: readonly number[];
}

/** The answers of a model in a specialty, or in all specialties (null). */
interface RatedBlock {
  readonly model: number;
  readonly specialty: number | null;
  readonly block: Block;
  readonly items: Evidence['items'];
}

/** @param correlationOf correlation of a cell from the pooled correlation, the counts of all cells and its own counts */
function ratesOfBlocks(
  blocks: readonly RatedBlock[],
  common: Omit<RateKind, 'criterion' | 'level'>,
  correlationOf: (pooled: number, counts: readonly Counted[], kind: number) => (own: Counted) => number,
): BlockRates {
  const { layout } = common;
  const standing = blocks.map(({ block }) => standings(block, layout));
  const correlations: number[] = [];
  const rates: Rate[][] = [];
  // Computes one kind at a time, because the counts of all kinds would not fit in memory.
  for (let criterion = 0; criterion <= layout.composite; criterion++)
    for (const level of LEVELS) {
      const kind = { ...common, criterion, level };
      const counts = blocks.map(({ block }) => counted(block, kind));
      const pooled = intraclassCorrelation(counts);
      const byItem = itemAnswers(blocks, kind);
      const correlation = correlationOf(pooled, counts, correlations.length);
      correlations.push(pooled);
      rates.push(
        blocks.map(({ block }, place) => {
          const own = counts[place]!;
          return rateOf({
            block,
            kind,
            icc: correlation(own),
            standing: standing[place]![criterion]!,
            raw: own,
            byItem: byItem?.[place] ?? null,
          });
        }),
      );
    }
  return {
    correlations,
    at: (place, criterion, level) =>
      place === undefined ? UNRATED : rates[criterion * LEVELS.length + LEVELS.indexOf(level)]![place]!,
  };
}

/** The answers of blocks by item, with the correlation of answers to the same item. Null if items are no units. */
function itemAnswers(blocks: readonly RatedBlock[], kind: RateKind) {
  const answers = blocks.flatMap(({ model, specialty, items }) =>
    items
      ? [
          (units: keyof ItemEvidence, weights: readonly number[] | null) =>
            items[units].counted(model, specialty, countCoefficients(kind, weights)!),
        ]
      : [],
  );
  if (answers.length === 0) return null;
  const icc = intraclassCorrelation(
    (function* () {
      for (const countedBy of answers) yield countedBy('byItem', null);
    })(),
  );
  return answers.map((countedBy) => ({ icc, counted: countedBy }));
}

/** The id of a criterion, or "composite". */
export const criterionName = ({ layout }: Evidence, criterion: number): string =>
  layout.criteria[criterion]?.id ?? COMPOSITE;

/**
 * The rates for publication: overall rates of each model with votes or ratings, and rates of specialties with at least
 * one rated answer.
 */
export function failureRates(
  evidence: Evidence,
  rates: Rates,
  standardised: (criterion: number, level: Level) => StandardisedRates,
): FailureRate[] {
  const rows: FailureRate[] = [];
  for (const { model, specialty } of places(evidence))
    for (let criterion = 0; criterion <= evidence.layout.composite; criterion++)
      for (const level of LEVELS) {
        const found = rates.at(model, specialty, criterion, level);
        if (found.n === 0 && specialty !== null) continue;
        const row = {
          model: evidence.models[model]!,
          specialty: specialty === null ? null : evidence.specialties[specialty]!,
          criterion: criterionName(evidence, criterion),
          level,
          ...published(found),
        };
        if (specialty !== null) rows.push(row);
        else rows.push({ ...row, standardisedRate: standardised(criterion, level).of(model)?.rate ?? null });
      }
  return rows;
}

const published = ({ n, failures, rate, effectiveN, interval, conditional }: Rate) => ({
  n,
  failures,
  observedRate: n > 0 ? failures / n : null,
  rate,
  effectiveN: effectiveN > 0 ? effectiveN : null,
  designEffect: effectiveN > 0 ? n / effectiveN : null,
  interval,
  conditional,
});
