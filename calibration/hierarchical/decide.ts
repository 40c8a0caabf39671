import {
  clearingP,
  confirmingP,
  LARGEST_CLEARING_P,
  STANDING_LEVEL,
} from '../../shared/audit/zones/zone-tests.ts';
import { betaCdf } from '../../shared/stats/numeric/distributions.ts';
import type { Cell } from '../measure/methods.ts';
import { bayesianFdr } from './bayesian-fdr.ts';
import { expectedRates } from './expected-rates.ts';

/**
 * P(rate ≤ tolerance | all answers of the family), by cell. Cached, because a family needs it for confirming and for
 * clearing.
 */
const withinTolerance = remembered((cells: readonly Cell[]): number[] => {
  const counts = cells.map(({ found, model, specialty, criterion }) => ({
    k: found.rate! * found.effectiveN,
    n: found.effectiveN,
    levels: [model, specialty, criterion],
  }));
  return expectedRates(counts).map(({ mean, strength }, i) => {
    const { k, n } = counts[i]!;
    return betaCdf(cells[i]!.tolerance, mean * strength + k, (1 - mean) * strength + n - k);
  });
});

function remembered<K extends object, V>(of: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V>();
  return (key) => {
    const value = known.get(key) ?? of(key);
    known.set(key, value);
    return value;
  };
}

/** Decides by the posterior alone. */
export const hierarchical = {
  confirm: (cells: readonly Cell[]): number[] => bayesianFdr(withinTolerance(cells)),
  clear: (cells: readonly Cell[]): number[] => bayesianFdr(withinTolerance(cells).map((p) => 1 - p)),
};

/** Decides among the cells that also pass by their own answers, without any one group of clinicians. */
export const hierarchicalStanding = {
  confirm: (cells: readonly Cell[]): number[] =>
    among(
      withinTolerance(cells),
      cells.map(({ found, tolerance }) => confirmingP(found, tolerance) <= STANDING_LEVEL),
    ),
  clear: (cells: readonly Cell[]): number[] =>
    among(
      withinTolerance(cells).map((p) => 1 - p),
      cells.map(({ found, tolerance }) => clearingP(found, tolerance) <= LARGEST_CLEARING_P),
    ),
};

/** Adjusted values among some of the cells. The others get 1, because a mean over many cells could let them pass. */
function among(probabilities: readonly number[], admitted: readonly boolean[]): number[] {
  const adjusted = bayesianFdr(probabilities.map((p, i) => (admitted[i] ? p : 1)));
  return adjusted.map((value, i) => (admitted[i] ? value : 1));
}
