/**
 * How far a specialty's ability of a model lies from that elsewhere, and the variance of that by sampling
 * alone.
 */
export interface Deviation {
  readonly deviation: number;
  readonly variance: number;
}

/**
 * Standard deviations considered, in log-odds: 2 is odds of seven to one, more than any two specialties
 * differ by.
 */
const GRID = Array.from({ length: 101 }, (_, step) => step / 50);

/**
 * Variance of abilities between specialties, τ², by empirical Bayes: its posterior mean under deviations d ~
 * N(0, τ² + v) and a flat prior on τ from 0 to 2 (Gelman 2006).
 *
 * The mean and not the likeliest value, since that is often 0, which would claim that specialties are all
 * alike because few votes say otherwise.
 */
export function betweenVariance(deviations: readonly Deviation[]): number {
  const logLikelihood = GRID.map((tau) =>
    deviations.reduce((sum, { deviation, variance }) => {
      const total = tau * tau + variance;
      return sum - 0.5 * (Math.log(total) + deviation ** 2 / total);
    }, 0),
  );
  const highest = Math.max(...logLikelihood);
  let [weighted, weights] = [0, 0];
  for (const [at, tau] of GRID.entries()) {
    const weight = Math.exp(logLikelihood[at]! - highest);
    weighted += weight * tau * tau;
    weights += weight;
  }
  return weighted / weights;
}
