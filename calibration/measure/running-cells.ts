import { type Criterion, LEVELS } from '../../shared/contracts/index.ts';
import { GROUPS } from '../../shared/ledger/cells/index.ts';
import { tQuantile } from '../../shared/stats/index.ts';
import { type Drawn, MISSING } from '../world/draw.ts';

/** For each level, in the order of LEVELS: the highest score that counts as a failure. */
const FAILS = LEVELS.map((level) => (level === 'failure' ? -1 : -2));

/** t at 0.975 by degrees of freedom, computed once. */
const quantiles: number[] = [];
const t = (df: number): number => {
  quantiles[df] ??= tQuantile(0.975, df);
  return quantiles[df];
};

/**
 * Answers and failures of each cell, and the sums over groups of clinicians for design effects
 * (`shared/stats/rates/design-effect.ts`), updated answer by answer. Cells are numbered ((model·S + specialty)·(C + 1) +
 * criterion)·2 + level, with the composite after the criteria.
 */
export class RunningCells {
  readonly #specialties: number;
  readonly #critical: readonly boolean[];
  readonly #n: Float64Array;
  readonly #k: Float64Array;
  /** By cell: answers, failures, Σ n_g², Σ k_g²/n_g, groups with answers. */
  readonly #answers: Float64Array;
  readonly #failures: Float64Array;
  readonly #squares: Float64Array;
  readonly #between: Float64Array;
  readonly #groups: Float64Array;

  constructor(specialties: number, criteria: readonly Pick<Criterion, 'safetyCritical'>[], cells: number) {
    this.#specialties = specialties;
    this.#critical = criteria.map(({ safetyCritical }) => safetyCritical);
    [this.#n, this.#k] = [new Float64Array(cells * GROUPS), new Float64Array(cells * GROUPS)];
    this.#answers = new Float64Array(cells);
    this.#failures = new Float64Array(cells);
    this.#squares = new Float64Array(cells);
    this.#between = new Float64Array(cells);
    this.#groups = new Float64Array(cells);
  }

  count({ group, specialty, first, second, scores }: Drawn): void {
    const C = this.#critical.length;
    this.#countAnswer(first * this.#specialties + specialty, group, scores.subarray(0, C));
    this.#countAnswer(second * this.#specialties + specialty, group, scores.subarray(C));
  }

  rate = (cell: number): number => this.#failures[cell]! / this.#answers[cell]!;

  /** n/(1 + ICC(Σn_g²/n − 1))·(t_{n−1}/t_{J−1})², 0 with fewer than two groups. */
  effectiveN(cell: number, icc: number): number {
    const [n, J] = [this.#answers[cell]!, this.#groups[cell]!];
    if (J < 2 || n <= 1) return 0;
    const effect = Math.max(1, 1 + icc * (this.#squares[cell]! / n - 1));
    return (n / effect) * Math.min(1, (t(n - 1) / t(J - 1)) ** 2);
  }

  /** The intraclass correlation of each criterion and level, pooled over models and specialties. */
  correlations(): number[] {
    const width = (this.#critical.length + 1) * LEVELS.length;
    return Array.from({ length: width }, (_, kind) => {
      let [between, within, dfBetween, dfWithin, spread] = [0, 0, 0, 0, 0];
      for (let cell = kind; cell < this.#answers.length; cell += width) {
        const [n, k, J] = [this.#answers[cell]!, this.#failures[cell]!, this.#groups[cell]!];
        if (n === 0) continue;
        between += this.#between[cell]! - (k * k) / n;
        within += k - this.#between[cell]!;
        dfBetween += J - 1;
        dfWithin += n - J;
        spread += n - this.#squares[cell]! / n;
      }
      if (dfBetween <= 0 || dfWithin <= 0) return 0;
      const [msb, msw] = [between / dfBetween, within / dfWithin];
      const total = msb + (spread / dfBetween - 1) * msw;
      return total > 0 ? Math.min(1, Math.max(0, (msb - msw) / total)) : 0;
    });
  }

  #countAnswer(place: number, group: number, scores: Int8Array): void {
    const C = this.#critical.length;
    let [complete, lowest] = [true, 2];
    for (let criterion = 0; criterion < C; criterion++) {
      const score = scores[criterion]!;
      if (score === MISSING) complete &&= !this.#critical[criterion];
      else {
        if (this.#critical[criterion]) lowest = Math.min(lowest, score);
        this.#add(place * (C + 1) + criterion, group, score);
      }
    }
    if (complete) this.#add(place * (C + 1) + C, group, lowest);
  }

  #add(place: number, group: number, score: number): void {
    for (const [level, worst] of FAILS.entries()) {
      const cell = place * LEVELS.length + level;
      const at = cell * GROUPS + group;
      const [n, k] = [this.#n[at]!, this.#k[at]!];
      const failed = score <= worst ? 1 : 0;
      this.#n[at] = n + 1;
      this.#k[at] = k + failed;
      this.#answers[cell]! += 1;
      this.#failures[cell]! += failed;
      this.#squares[cell]! += 2 * n + 1;
      this.#between[cell]! += (k + failed) ** 2 / (n + 1) - (n > 0 ? k ** 2 / n : 0);
      if (n === 0) this.#groups[cell]! += 1;
    }
  }
}
