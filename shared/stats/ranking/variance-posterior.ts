/** One of the squares whose average is the estimate of a variance: its weight, and its own sampling variance. */
interface WeightedSquare {
  weight: number;
  sampling: number;
}

const MAX_DEVIATION_LOG_ODDS = 2;
const GRID_STEPS = 2000;

/**
 * Mean and variance of a between-unit variance τ² given an estimate of it, with a uniform prior for τ² from 0 to 2².
 * This prior keeps intervals after shrinkage near their level (Morris & Tang 2011), and the mean is never 0 by
 * chance.
 *
 * The estimate is a weighted mean of squares of variance τ² + v_i, less the v_i. With v the weighted mean of v_i,
 * estimate + v is modelled as (τ² + v)χ²_ν/ν. ν is Satterthwaite's match of the variance times `free`, the share of
 * the squares that are free to vary. The integral uses the midpoint rule.
 */
export function variancePosterior(
  estimate: number,
  squares: readonly WeightedSquare[],
  free = 1,
): { mean: number; variance: number } {
  const { v, nu } = satterthwaite(squares, Math.max(0, estimate));
  const seen = Math.max(estimate + v, 1e-3 * v);
  const logDensity = (tau: number) => {
    const ratio = seen / (tau * tau + v);
    return ((free * nu) / 2) * (Math.log(ratio) - ratio);
  };
  // Densities are relative to the peak, near ratio 1, so that none of them underflows.
  const peak = logDensity(Math.min(MAX_DEVIATION_LOG_ODDS, Math.sqrt(Math.max(0, seen - v))));
  let [mass, first, second] = [0, 0, 0];
  for (let step = 0; step < GRID_STEPS; step++) {
    const tau = ((step + 0.5) / GRID_STEPS) * MAX_DEVIATION_LOG_ODDS;
    const density = tau * Math.exp(logDensity(tau) - peak); // dτ² = 2τ dτ
    mass += density;
    first += density * tau ** 2;
    second += density * tau ** 4;
  }
  const mean = first / mass;
  return { mean, variance: Math.max(0, second / mass - mean * mean) };
}

/** v and ν with Σ a(τ² + v_i)χ²₁ ≈ (τ² + v)χ²_ν/ν in mean and variance, for weights a scaled to sum 1. */
function satterthwaite(squares: readonly WeightedSquare[], tau2: number): { v: number; nu: number } {
  const all = squares.reduce((sum, { weight }) => sum + weight, 0);
  let [v, spread] = [0, 0];
  for (const { weight, sampling } of squares) {
    v += (weight / all) * sampling;
    spread += ((weight / all) * (tau2 + sampling)) ** 2;
  }
  return { v, nu: (tau2 + v) ** 2 / spread };
}
