import { logEvidenceBelow } from '../../stats/index.ts';
import type { Rate } from '../rates/rate.ts';
import type { UnratedAnswers } from '../rates/unrated-answers.ts';
import { smallestKept } from './standing.ts';

/** A cleared cell must stay below its tolerance at this level without any one sampling unit. */
const STANDING_LEVEL = 0.05;

/**
 * The evidence that a cell is below its tolerance, for the word *cleared*. It holds for all displayed answers and for
 * half answers that won and half that lost, at a ratio of unrated to rated failures, without any one sampling unit,
 * and at any number of looks.
 *
 * The hypothesis is that the rate of at least one of the two targets is at least the tolerance. The smaller of two
 * e-values is an e-value for it.
 * @see docs/decisions/0142-cleared-is-two-words.md
 */
export class ClearingEvidence {
  readonly #found: Rate;
  readonly #tolerance: number;
  /** By target. Null if the ratings say nothing about the target. */
  readonly #unrated: readonly (UnratedAnswers | null)[];
  #smallestKept: number | null = null;

  /** @param halo whether scores may follow the vote; without halo, the claim is about displayed answers alone */
  constructor(found: Rate, tolerance: number, halo: boolean) {
    this.#found = found;
    this.#tolerance = tolerance;
    const targets = halo ? (['displayed', 'balanced'] as const) : (['displayed'] as const);
    this.#unrated = targets.map((target) => found.unratedAnswers(target));
  }

  /** The logarithm of the e-value at this ratio. It is 0, no evidence, if the claim depends on one unit. */
  log(ratio: number): number {
    const { rate, effectiveN } = this.#found;
    if (rate === null || !(effectiveN > 0)) return 0;
    let least = Number.POSITIVE_INFINITY;
    for (const unrated of this.#unrated) {
      if (!unrated) return 0;
      const tolerance = unrated.toleranceOfRated(this.#tolerance, ratio);
      if (rate >= tolerance) return 0;
      const n = effectiveN * unrated.precision;
      const evidence = logEvidenceBelow(rate * n, n, tolerance);
      // The check without each unit takes long, and little evidence clears no cell.
      if (evidence < 1) return 0;
      if (!(this.#kept() <= tolerance)) return 0;
      least = Math.min(least, evidence);
    }
    return least;
  }

  /** The smallest tolerance that the rate is below without any one unit, for the less precise target. */
  #kept(): number {
    const precision = Math.min(...this.#unrated.map((unrated) => unrated?.precision ?? 1));
    this.#smallestKept ??= smallestKept(this.#found, STANDING_LEVEL, precision);
    return this.#smallestKept;
  }
}
