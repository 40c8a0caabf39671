import type { Drawn } from './draw.ts';
import type { WorldSpec } from './spec.ts';

/** The kinds of units on which true values can be conditional. */
export const CONDITIONS = ['prompts', 'readers', 'sites'] as const;
export type Condition = (typeof CONDITIONS)[number];

/** How often each prompt, reader or site met each model: the weights of conditional true values. */
export interface Exposure {
  /** Displayed answers, [unit][model·S + specialty]. */
  readonly answers: readonly Float64Array[];
  /** Votes, [unit][i·K + j] with i < j. */
  readonly votes: readonly Float64Array[];
}

/** Counts the exposures of a study while it is drawn. */
export function exposureCounter({ models: K, specialties }: WorldSpec) {
  const S = specialties.length;
  const counted = new Map(
    CONDITIONS.map((condition) => [
      condition,
      { answers: [] as Float64Array[], votes: [] as Float64Array[] },
    ]),
  );
  const count = ({ clinician, prompt, site, specialty, first, second }: Drawn): void => {
    for (const [condition, unit] of [
      ['prompts', prompt],
      ['readers', clinician],
      ['sites', site],
    ] as const) {
      if (unit === null) continue;
      const { answers, votes } = counted.get(condition)!;
      answers[unit] ??= new Float64Array(K * S);
      votes[unit] ??= new Float64Array(K * K);
      for (const model of [first, second]) answers[unit][model * S + specialty]! += 1;
      votes[unit][Math.min(first, second) * K + Math.max(first, second)]! += 1;
    }
  };
  return { count, of: (condition: Condition): Exposure => counted.get(condition)! };
}
