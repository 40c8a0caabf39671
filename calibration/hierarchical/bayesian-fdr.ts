/**
 * Adjusted values of Bayesian false-discovery control, in the order given, from posterior probabilities of the null
 * hypotheses. Each is the mean of all probabilities that are no larger. The hypotheses at or below q are the largest
 * set whose expected share of true ones, given the data and the model, is at most q (Newton et al. 2004; Müller,
 * Parmigiani & Rice 2007).
 */
export function bayesianFdr(probabilities: readonly number[]): number[] {
  const order = probabilities.map((_, i) => i).sort((a, b) => probabilities[a]! - probabilities[b]!);
  const adjusted = new Array<number>(probabilities.length);
  let sum = 0;
  for (const [rank, at] of order.entries()) {
    sum += probabilities[at]!;
    adjusted[at] = sum / (rank + 1);
  }
  return adjusted;
}
