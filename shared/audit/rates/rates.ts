import { COMPOSITE, type FailureRate, LEVELS, type Level, type Protocol } from '../../contracts/index.ts';
import { flooredCorrelation, intraclassCorrelation, sparseIntraclassCorrelation } from '../../stats/index.ts';
import { countCoefficients, counted } from '../evidence/answers.ts';
import type { Counted } from '../evidence/counted.ts';
import { standings } from '../evidence/coverage.ts';
import { type Evidence, type ItemEvidence, modelsWithCells, places } from '../evidence/evidence.ts';
import type { Block } from '../evidence/layout.ts';
import { MAX_UNITS } from '../evidence/units.ts';
import { claimBounds } from '../quality/needless-bounds.ts';
import { balancingWeights } from './outcomes.ts';
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
  const { layout, specialties, cells, block, items, further } = evidence;
  const models = modelsWithCells(evidence);
  const common = { layout, confidence: protocol.confidence };
  const { halo } = claimBounds(evidence, protocol);
  const isClinician = evidence.source.kind === 'judgments' && evidence.units < MAX_UNITS;
  const inSpecialties = ratesOfBlocks(
    cells.map((cell) => ({ ...cell, items, further })),
    { ...common, lentFreedom: LENT_DEGREES_OF_FREEDOM },
    isClinician,
    (pooled) => () => pooled,
  );
  const overall = ratesOfBlocks(
    models.map((model) => ({ model, specialty: null, block: block(model, null), items, further: [] })),
    { ...common, lentFreedom: 0 },
    isClinician,
    (pooled, counts, kind) => sparseIntraclassCorrelation(pooled, inSpecialties.correlations[kind]!, counts),
  );
  const cellAt = new Map(
    cells.map(({ model, specialty }, at) => [model * specialties.length + specialty, at]),
  );
  const modelAt = new Map(models.map((model, at) => [model, at]));
  const by =
    (kind: 'at' | 'balanced'): Rates['at'] =>
    (model, specialty, criterion, level) =>
      specialty === null
        ? overall[kind](modelAt.get(model), criterion, level)
        : inSpecialties[kind](cellAt.get(model * specialties.length + specialty), criterion, level);
  return { at: by('at'), balanced: by(halo ? 'balanced' : 'at') };
}

/** The rates of all blocks of one sort, by block index. The pooled correlations are given by criterion and level. */
interface BlockRates {
  /** @param place undefined for a missing block, which has no ratings */
  at(place: number | undefined, criterion: number, level: Level): Rate;
  /** Computed at the first call, because few rates are needed in this form. */
  balanced(place: number | undefined, criterion: number, level: Level): Rate;
  readonly correlations: readonly number[];
}

/** The answers of a model in a specialty, or in all specialties (null). */
interface RatedBlock {
  readonly model: number;
  readonly specialty: number | null;
  readonly block: Block;
  readonly items: Evidence['items'];
  readonly further: Evidence['further'];
}

/**
 * @param isClinician whether each unit is a clinician, and not a group of many
 * @param correlationOf correlation of a cell from the pooled correlation, the counts of all cells and its own counts
 */
function ratesOfBlocks(
  blocks: readonly RatedBlock[],
  common: Omit<RateKind, 'criterion' | 'level'>,
  isClinician: boolean,
  correlationOf: (pooled: number, counts: readonly Counted[], kind: number) => (own: Counted) => number,
): BlockRates {
  const { layout } = common;
  const standing = blocks.map(({ block }) => standings(block, layout));
  const correlations: number[] = [];
  const rates: Rate[][] = [];
  const correlationAt: ((own: Counted) => number)[] = [];
  const byItemAt: (NonNullable<ReturnType<typeof itemAnswers>>['answers'] | undefined)[] = [];
  const input = (place: number, criterion: number, level: Level) => {
    const kind = { ...common, criterion, level };
    const { model, specialty, block, further } = blocks[place]!;
    return {
      ...{ block, kind, raw: counted(block, kind), standing: standing[place]![criterion]! },
      further: (weights: readonly number[] | null) =>
        further.map((countedBy) => countedBy(model, specialty, countCoefficients(kind, weights)!)),
    };
  };
  // Computes one kind at a time, because the counts of all kinds would not fit in memory.
  for (let criterion = 0; criterion <= layout.composite; criterion++)
    for (const level of LEVELS) {
      const inputs = blocks.map((_, place) => input(place, criterion, level));
      const counts = inputs.map(({ raw }) => raw);
      const pooled = flooredCorrelation(intraclassCorrelation(counts), failuresIn(counts), isClinician);
      const byItem = itemAnswers(blocks, { ...common, criterion, level }, failuresIn(counts));
      const correlation = correlationOf(pooled, counts, correlations.length);
      correlations.push(pooled);
      correlationAt.push(correlation);
      byItemAt.push(byItem?.answers);
      rates.push(
        inputs.map((own, place) =>
          rateOf({
            ...{ ...own, icc: correlation(own.raw), byItem: byItem?.answers[place] ?? null },
            rawByItem: byItem?.raw[place],
          }),
        ),
      );
    }
  const kindAt = (criterion: number, level: Level) => criterion * LEVELS.length + LEVELS.indexOf(level);
  const balancedRate = (place: number, criterion: number, level: Level): Rate => {
    const own = input(place, criterion, level);
    const weights = balancingWeights(own);
    if (weights === null) return UNRATED;
    const at = kindAt(criterion, level);
    if (weights === 'as displayed') return rates[at]![place]!;
    const [icc, byItem] = [correlationAt[at]!(own.raw), byItemAt[at]?.[place] ?? null];
    return rateOf({ ...own, icc, byItem, standing: { ...own.standing, weights } });
  };
  const balanced = new Map<number, Rate>();
  return {
    correlations,
    at: (place, criterion, level) =>
      place === undefined ? UNRATED : rates[kindAt(criterion, level)]![place]!,
    balanced: (place, criterion, level) => {
      if (place === undefined) return UNRATED;
      const at = kindAt(criterion, level);
      const known = balanced.get(at * blocks.length + place);
      if (known) return known;
      const found = balancedRate(place, criterion, level);
      balanced.set(at * blocks.length + place, found);
      return found;
    },
  };
}

function failuresIn(counts: readonly Counted[]): number {
  let failures = 0;
  for (const { k } of counts) for (let unit = 0; unit < k.length; unit++) failures += k[unit]!;
  return failures;
}

/**
 * The answers of blocks by item, with the correlation of answers to the same item, and with their counts without weights.
 * Null if items are no units.
 * @param failures over all blocks
 */
function itemAnswers(blocks: readonly RatedBlock[], kind: RateKind, failures: number) {
  const answers = blocks.flatMap(({ model, specialty, items }) =>
    items
      ? [
          (units: keyof ItemEvidence, weights: readonly number[] | null) =>
            items[units].counted(model, specialty, countCoefficients(kind, weights)!),
        ]
      : [],
  );
  if (answers.length === 0) return null;
  const raw = answers.map((countedBy) => countedBy('byItem', null));
  const icc = flooredCorrelation(intraclassCorrelation(raw), failures, false);
  return { raw, answers: answers.map((countedBy) => ({ icc, counted: countedBy })) };
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
