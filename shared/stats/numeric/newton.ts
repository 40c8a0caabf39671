interface Maximum {
  x: Float64Array;
  /** Whether the last full step was at most 10⁻⁹ in every coordinate. If false, x is not an estimate. */
  converged: boolean;
  iterations: number;
}

const TOLERANCE = 1e-9;
const MAX_ITERATIONS = 60;
const MAX_HALVINGS = 30;

/**
 * Maximum of a concave function by Newton's method with step halving (Nocedal & Wright 2006, §3.3).
 *
 * `step(x)` is (−∇²f)⁻¹∇f at x, or null if the matrix is singular. The result has `converged: false` in three cases:
 * the matrix is singular, no fraction of a step increases the function, or 60 iterations are not enough. `project`
 * brings a trial point back to the subspace that the steps should not leave.
 */
export function maximise(
  start: Float64Array,
  value: (x: Float64Array) => number,
  step: (x: Float64Array) => Float64Array | null,
  project = (x: Float64Array): Float64Array => x,
): Maximum {
  let x = start;
  let level = value(x);
  for (let iterations = 1; iterations <= MAX_ITERATIONS; iterations++) {
    const full = step(x);
    if (!full) return { x, converged: false, iterations };
    for (let halvings = 0; ; halvings++) {
      const trial = project(x.map((coordinate, i) => coordinate + full[i]! / 2 ** halvings));
      const trialLevel = value(trial);
      // The slack allows for rounding error: near the maximum, a good step may seem to decrease the function.
      if (trialLevel >= level - 1e-12 * Math.abs(level)) {
        x = trial;
        level = trialLevel;
        break;
      }
      if (halvings === MAX_HALVINGS) return { x, converged: false, iterations };
    }
    if (full.every((coordinate) => Math.abs(coordinate) <= TOLERANCE))
      return { x, converged: true, iterations };
  }
  return { x, converged: false, iterations: MAX_ITERATIONS };
}

export const centred = (x: Float64Array): Float64Array => {
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  return x.map((value) => value - mean);
};
