import type { Drawn } from './draw.ts';
import type { WorldSpec } from './spec.ts';

/** The kinds of units on which true values can be conditional. */
export type Condition = 'prompts' | 'readers' | 'sites';

/** How often each prompt, reader or site met each model: the weights of conditional true values. */
export interface Exposure {
  /** Displayed answers, [unit][model·S + specialty]. */
  readonly answers: readonly Float64Array[];
  /** Votes, [unit][i·K + j] with i < j. */
  readonly votes: readonly Float64Array[];
}

/** Counts the exposures of a study. */
export function exposureOf(
  condition: Condition,
  judgments: readonly Drawn[],
  { models: K, specialties }: WorldSpec,
): Exposure {
  const S = specialties.length;
  const counted = { answers: [] as Float64Array[], votes: [] as Float64Array[] };
  for (const { clinician, prompt, site, specialty, first, second } of judgments) {
    const unit = { prompts: prompt, readers: clinician, sites: site }[condition];
    if (unit === null) continue;
    counted.answers[unit] ??= new Float64Array(K * S);
    counted.votes[unit] ??= new Float64Array(K * K);
    for (const model of [first, second]) counted.answers[unit][model * S + specialty]! += 1;
    counted.votes[unit][Math.min(first, second) * K + Math.max(first, second)]! += 1;
  }
  return counted;
}
