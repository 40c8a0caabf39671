import { type Criterion, LEVELS } from '../../shared/contracts/index.ts';
import { flooredCorrelation, tQuantile } from '../../shared/stats/index.ts';
import { type Drawn, MISSING } from '../world/draw.ts';
import type { Sampling } from '../world/units.ts';

/** For each level, in the order of LEVELS: the highest score that counts as a failure. */
const FAILS = LEVELS.map((level) => (level === 'failure' ? -1 : -2));

/** t at 0.975 by degrees of freedom, computed once. */
const quantiles: number[] = [];
const t = (df: number): number => {
  quantiles[df] ??= tQuantile(0.975, df);
  return quantiles[df];
};

/**
 * Answers and failures of each cell, and the sums over sampling units for design effects
 * (`shared/stats/rates/design-effect.ts`), updated answer by answer. Cells are numbered ((model·S + specialty)·(C + 1) +
 * criterion)·2 + level, with the composite after the criteria.
 */
export class RunningCells {
  readonly #specialties: number;
  readonly #sampling: Sampling;
  readonly #critical: readonly boolean[];
  readonly #n: Float64Array;
  readonly #k: Float64Array;
  /** By cell: answers, failures, Σ n_g², Σ k_g²/n_g, units with answers. */
  readonly #answers: Float64Array;
  readonly #failures: Float64Array;
  readonly #squares: Float64Array;
  readonly #between: Float64Array;
  readonly #occupied: Float64Array;

  /** @param shape numbers of specialties and of cells */
  constructor(
    { specialties, cells }: { readonly specialties: number; readonly cells: number },
    criteria: readonly Pick<Criterion, 'safetyCritical'>[],
    sampling: Sampling,
  ) {
    this.#specialties = specialties;
    this.#sampling = sampling;
    this.#critical = criteria.map(({ safetyCritical }) => safetyCritical);
    [this.#n, this.#k] = [new Float64Array(cells * sampling.units), new Float64Array(cells * sampling.units)];
    this.#answers = new Float64Array(cells);
    this.#failures = new Float64Array(cells);
    this.#squares = new Float64Array(cells);
    this.#between = new Float64Array(cells);
    this.#occupied = new Float64Array(cells);
  }

  count(judgment: Drawn): void {
    const { specialty, first, second, scores } = judgment;
    const unit = this.#sampling.unitOf(judgment);
    const C = this.#critical.length;
    this.#countAnswer(first * this.#specialties + specialty, unit, scores.subarray(0, C));
    this.#countAnswer(second * this.#specialties + specialty, unit, scores.subarray(C));
  }

  rate = (cell: number): number => this.#failures[cell]! / this.#answers[cell]!;

  /** n/(1 + ICC(Σn_g²/n − 1))·(t_{n−1}/t_{J−1})², 0 with fewer than two units. */
  effectiveN(cell: number, icc: number): number {
    const [n, J] = [this.#answers[cell]!, this.#occupied[cell]!];
    if (J < 2 || n <= 1) return 0;
    const effect = Math.max(1, 1 + icc * (this.#squares[cell]! / n - 1));
    return (n / effect) * Math.min(1, (t(n - 1) / t(J - 1)) ** 2);
  }

  /** The intraclass correlation of each criterion and level, pooled over models and specialties. */
  correlations(): number[] {
    const width = (this.#critical.length + 1) * LEVELS.length;
    return Array.from({ length: width }, (_, kind) => {
      let [between, within, dfBetween, dfWithin, spread, failures] = [0, 0, 0, 0, 0, 0];
      for (let cell = kind; cell < this.#answers.length; cell += width) {
        const [n, k, J] = [this.#answers[cell]!, this.#failures[cell]!, this.#occupied[cell]!];
        if (n === 0) continue;
        between += this.#between[cell]! - (k * k) / n;
        within += k - this.#between[cell]!;
        dfBetween += J - 1;
        dfWithin += n - J;
        spread += n - this.#squares[cell]! / n;
        failures += k;
      }
      const [msb, msw] = [between / Math.max(1, dfBetween), within / Math.max(1, dfWithin)];
      const total = msb + (spread / Math.max(1, dfBetween) - 1) * msw;
      const icc = dfBetween > 0 && dfWithin > 0 && total > 0 ? Math.max(0, (msb - msw) / total) : 0;
      return flooredCorrelation(icc, failures, this.#sampling.source.kind === 'judgments');
    });
  }

  #countAnswer(place: number, unit: number, scores: Int8Array): void {
    const C = this.#critical.length;
    let [complete, lowest] = [true, 2];
    for (let criterion = 0; criterion < C; criterion++) {
      const score = scores[criterion]!;
      if (score === MISSING) complete &&= !this.#critical[criterion];
      else {
        if (this.#critical[criterion]) lowest = Math.min(lowest, score);
        this.#add(place * (C + 1) + criterion, unit, score);
      }
    }
    if (complete) this.#add(place * (C + 1) + C, unit, lowest);
  }

  #add(place: number, unit: number, score: number): void {
    for (const [level, worst] of FAILS.entries()) {
      const cell = place * LEVELS.length + level;
      const at = cell * this.#sampling.units + unit;
      const [n, k] = [this.#n[at]!, this.#k[at]!];
      const failed = score <= worst ? 1 : 0;
      this.#n[at] = n + 1;
      this.#k[at] = k + failed;
      this.#answers[cell]! += 1;
      this.#failures[cell]! += failed;
      this.#squares[cell]! += 2 * n + 1;
      this.#between[cell]! += (k + failed) ** 2 / (n + 1) - (n > 0 ? k ** 2 / n : 0);
      if (n === 0) this.#occupied[cell]! += 1;
    }
  }
}
