const HALF_LOG_2_PI = 0.9189385332046727;

/**
 * ln Γ(x) for x > 0: Stirling's series from 8 on (Abramowitz & Stegun 6.1.41), reached by the recurrence Γ(x + 1) =
 * xΓ(x). The absolute error is below 10⁻⁹, which is negligible in differences of log likelihoods.
 */
export function logGamma(x: number): number {
  let [shift, at] = [1, x];
  while (at < 8) shift *= at++;
  const inverse = 1 / at;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
  return (at - 0.5) * Math.log(at) - at + HALF_LOG_2_PI + series - Math.log(shift);
}
