import { LEVELS } from '../../shared/contracts/index.ts';
import { compositeOver } from './composite.ts';
import type { Cast } from './draw.ts';
import type { Condition, Exposure } from './exposure.ts';
import { LIKING } from './latent.ts';
import { normalCdf } from './normal.ts';
import { CRITERIA_COUNT } from './spec.ts';
import { abilities, type TrueValues, type Truth, votesAt } from './truth.ts';

/** The distribution of the answers of a model, given a prompt, a reader or a site. */
interface Known {
  /** Mean and standard deviation of the factors of z that the criteria of an answer share. */
  readonly mean: (model: number) => number;
  readonly deviation: number;
  /** Mean of the liking beyond the appeal of the model, and its variance. */
  readonly liking: (model: number) => number;
  readonly likingVariance: number;
}

/**
 * The true values if the prompts, the readers or the sites of a study are the only ones of interest. Each has the
 * weight that it has in the study. Scores follow the normal distribution of leniency.
 */
export function conditionalTruth(
  truth: Truth,
  cast: Cast,
  condition: Condition,
  exposure: Exposure,
): TrueValues {
  const { spec, cuts, latent, scenario } = truth;
  const [K, S] = [spec.models, spec.specialties.length];
  const known = { prompts: ofPrompts, readers: ofReaders, sites: ofSites }[condition](truth, cast);
  const rates = (model: number, specialty: number, unit: Known): number[] => {
    const cell = model * S + specialty;
    const mean = unit.mean(model);
    const all = Math.hypot(unit.deviation, latent.criterion);
    const single = Array.from({ length: CRITERIA_COUNT }, (_, c) =>
      LEVELS.map((level) =>
        normalCdf((cuts[cell * CRITERIA_COUNT + c]![level === 'failure' ? 1 : 0]! - mean) / all),
      ),
    );
    const [severe, failure] = compositeOver({ cuts, latent }, cell, { mean, deviation: unit.deviation });
    return [...single.flat(), ...LEVELS.map((level) => (level === 'failure' ? failure! : severe!))];
  };
  /** Σ weight·rate and Σ weight by cell. */
  const sums = Array.from({ length: K * S }, () => new Float64Array((CRITERIA_COUNT + 1) * LEVELS.length));
  const weights = new Float64Array(K * S);
  for (const [unit, answers] of exposure.answers.entries())
    for (const [cell, weight] of answers?.entries() ?? []) {
      if (weight === 0) continue;
      weights[cell]! += weight;
      const found = rates(Math.floor(cell / S), cell % S, known(unit));
      for (const [at, rate] of found.entries()) sums[cell]![at]! += weight * rate;
    }
  const theta = abilities(K, (i, j) => {
    const total = [0, 0, 0] as [number, number, number];
    let votes = 0;
    for (const [unit, all] of exposure.votes.entries()) {
      const weight = all?.[i * K + j] ?? 0;
      if (weight === 0) continue;
      const { liking, likingVariance } = known(unit);
      const lead = scenario.appeal[i]! - scenario.appeal[j]! + liking(i) - liking(j);
      for (const [at, share] of votesAt(lead, 2 * likingVariance).entries()) total[at]! += weight * share;
      votes += weight;
    }
    return votes === 0 ? total : [total[0] / votes, total[1] / votes, total[2] / votes];
  });
  return {
    theta,
    rate: (m, s, c, level) => {
      const cells = s === null ? Array.from({ length: S }, (_, at) => m * S + at) : [m * S + s];
      const at = c * LEVELS.length + LEVELS.indexOf(level);
      const weight = cells.reduce((sum, cell) => sum + weights[cell]!, 0);
      return weight === 0 ? null : cells.reduce((sum, cell) => sum + sums[cell]![at]!, 0) / weight;
    },
  };
}

function ofPrompts({ latent }: Truth, { prompts }: Cast): (unit: number) => Known {
  const { shared, answer, halo, answerCorrelation } = latent;
  const leniency = latent.leniency.parts.reduce((sum, part) => sum + part.share * part.deviation ** 2, 0);
  return (unit) => ({
    mean: (model) => answer * Math.sqrt(shared) * prompts[unit]!.quality[model]!,
    deviation: Math.sqrt(leniency + halo ** 2 + answer ** 2 * (1 - shared)),
    liking: (model) =>
      LIKING.insight * Math.sqrt(shared) * prompts[unit]!.quality[model]! +
      LIKING.noise * Math.sqrt(answerCorrelation) * prompts[unit]!.appeal[model]!,
    likingVariance:
      LIKING.taste ** 2 + LIKING.insight ** 2 * (1 - shared) + LIKING.noise ** 2 * (1 - answerCorrelation),
  });
}

function ofReaders({ latent }: Truth, { clinicians }: Cast): (unit: number) => Known {
  return (unit) => ({
    mean: (model) => clinicians[unit]!.leniency + latent.halo * clinicians[unit]!.halo[model]!,
    deviation: latent.answer,
    liking: (model) => LIKING.taste * clinicians[unit]!.halo[model]!,
    likingVariance: LIKING.insight ** 2 + LIKING.noise ** 2,
  });
}

function ofSites({ latent, spec }: Truth, { sites }: Cast): (unit: number) => Known {
  const share = spec.sites!.share;
  const leniency = latent.leniency.parts.reduce((sum, part) => sum + part.share * part.deviation ** 2, 0);
  return (unit) => ({
    mean: (model) =>
      Math.sqrt(share) *
      (Math.sqrt(leniency) * sites[unit]!.leniency + latent.halo * sites[unit]!.halo[model]!),
    deviation: Math.sqrt((1 - share) * (leniency + latent.halo ** 2) + latent.answer ** 2),
    liking: (model) => LIKING.taste * Math.sqrt(share) * sites[unit]!.halo[model]!,
    likingVariance: LIKING.taste ** 2 * (1 - share) + LIKING.insight ** 2 + LIKING.noise ** 2,
  });
}
