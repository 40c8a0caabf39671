import type { Protocol } from '../contracts/protocol.ts';
import type { FailureRate } from '../contracts/snapshot.ts';
import { intraclassCorrelation } from '../stats/design-effect.ts';
import { counted } from './answers.ts';
import type { Evidence } from './evidence.ts';
import { COMPOSITE, LEVELS, type Level } from './input.ts';
import { groupCounts, type Rate, rateOf } from './rate.ts';
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
export function ratesOf(evidence: Evidence, { confidence }: Protocol): Rates {
  const { layout, models, specialties, block } = evidence;
  const width = layout.composite + 1;
  const scopes = specialties.length + 1;
  const all = new Array<Rate>(models.length * scopes * width * LEVELS.length);
  const place = (model: number, scope: number, criterion: number, level: number) =>
    ((model * scopes + scope) * width + criterion) * LEVELS.length + level;

  const fill = (scopesOfKind: readonly number[], specialtyOf: (scope: number) => number | null) => {
    const blocks = [...models.keys()].flatMap((model) =>
      scopesOfKind.map((scope) => ({ model, scope, block: block(model, specialtyOf(scope)) })),
    );
    for (let criterion = 0; criterion < width; criterion++)
      for (const [at, level] of LEVELS.entries()) {
        const icc = intraclassCorrelation(
          blocks.map((cell) => ({ groups: groupCounts(counted(cell.block, layout, criterion, level)) })),
        );
        for (const cell of blocks)
          all[place(cell.model, cell.scope, criterion, at)] = rateOf(
            cell.block,
            layout,
            criterion,
            level,
            icc,
            confidence,
          );
      }
  };
  fill([...specialties.keys()], (scope) => scope);
  fill([specialties.length], () => null);
  return {
    at: (model, specialty, criterion, level) =>
      all[place(model, specialty ?? specialties.length, criterion, LEVELS.indexOf(level))]!,
  };
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
