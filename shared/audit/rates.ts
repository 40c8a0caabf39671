import type { Protocol } from '../contracts/protocol.ts';
import type { FailureRate } from '../contracts/snapshot.ts';
import { intraclassCorrelation } from '../stats/design-effect.ts';
import { counted } from './answers.ts';
import { standings } from './coverage.ts';
import type { Evidence } from './evidence.ts';
import { COMPOSITE, LEVELS, type Level } from './input.ts';
import type { Block, Layout } from './layout.ts';
import { type Rate, rateOf } from './rate.ts';
import type { StandardisedRates } from './standardise.ts';

/** All failure rates of a study. Models, specialties and criteria by number; null: over all specialties. */
export interface Rates {
  at(model: number, specialty: number | null, criterion: number, level: Level): Rate;
}

/**
 * Computes every rate once. The intraclass correlation is pooled per criterion and level, apart for cells of
 * one specialty and for models over all specialties: a group of clinicians is a handful of people in the one
 * and a crowd in the other, and resembles itself accordingly.
 */
export function ratesOf(evidence: Evidence, protocol: Protocol): Rates {
  const { layout, models, specialties, block } = evidence;
  const cells = [...models.keys()].flatMap((model) =>
    [...specialties.keys()].map((specialty) => block(model, specialty)),
  );
  const inSpecialties = ratesOfBlocks(cells, layout, protocol);
  const overall = ratesOfBlocks(
    [...models.keys()].map((model) => block(model, null)),
    layout,
    protocol,
  );
  return {
    at: (model, specialty, criterion, level) =>
      specialty === null
        ? overall(model, criterion, level)
        : inSpecialties(model * specialties.length + specialty, criterion, level),
  };
}

/** The rates of blocks of one kind, by the block's place. */
function ratesOfBlocks(blocks: readonly Block[], layout: Layout, { confidence }: Protocol) {
  const width = layout.composite + 1;
  const correlations = Array.from({ length: width }, (_, criterion) =>
    LEVELS.map((level) => intraclassCorrelation(countsOf(blocks, layout, criterion, level))),
  );
  const all: Rate[] = [];
  for (const block of blocks)
    for (const [criterion, standing] of standings(block, layout).entries())
      for (const [at, level] of LEVELS.entries()) {
        const icc = correlations[criterion]![at]!;
        all.push(rateOf(block, layout, criterion, level, icc, confidence, standing));
      }
  return (place: number, criterion: number, level: Level): Rate =>
    all[(place * width + criterion) * LEVELS.length + LEVELS.indexOf(level)]!;
}

function* countsOf(blocks: readonly Block[], layout: Layout, criterion: number, level: Level) {
  for (const block of blocks) yield counted(block, layout, criterion, level);
}

/** A criterion's id, or "composite". */
export const criterionName = ({ layout }: Evidence, criterion: number): string =>
  layout.criteria[criterion]?.id ?? COMPOSITE;

/**
 * The rates as they are published: all overall ones, and those of specialties with at least one rated answer.
 */
export function failureRates(
  evidence: Evidence,
  rates: Rates,
  standardised: (criterion: number, level: Level) => StandardisedRates,
): FailureRate[] {
  const rows: FailureRate[] = [];
  for (const [model, name] of evidence.models.entries())
    for (const specialty of [null, ...evidence.specialties.keys()])
      for (let criterion = 0; criterion <= evidence.layout.composite; criterion++)
        for (const level of LEVELS) {
          const found = rates.at(model, specialty, criterion, level);
          if (specialty !== null && found.n === 0) continue;
          const row = {
            model: name,
            specialty: specialty === null ? null : evidence.specialties[specialty]!,
            criterion: criterionName(evidence, criterion),
            level,
            ...published(found),
          };
          if (specialty !== null) rows.push(row);
          else
            rows.push({ ...row, standardisedRate: standardised(criterion, level).of(model)?.rate ?? null });
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
