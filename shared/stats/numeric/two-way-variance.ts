/** A variance that is estimated over units of one kind. */
export interface ClusteredVariance {
  variance: number;
  degreesOfFreedom: number;
}

/**
 * Sum of two variance components with Satterthwaite's degrees of freedom, V²/(V_a²/df_a + V_b²/df_b). If `a` is the variance over
 * readers and `b` the part that is common to all readers of a case, with many cases, these are the degrees of freedom of
 * Hillis (2007) for studies of several readers and cases.
 */
export function sumOfVariances(a: ClusteredVariance, b: ClusteredVariance): ClusteredVariance {
  const variance = a.variance + b.variance;
  const squares = a.variance ** 2 / a.degreesOfFreedom + b.variance ** 2 / b.degreesOfFreedom;
  return { variance, degreesOfFreedom: squares > 0 ? variance ** 2 / squares : a.degreesOfFreedom };
}

/**
 * Variance of an estimate whose data are clustered by two crossed kinds of units, such as clinicians and items: V = max(V_a,
 * V_b, V_a + V_b − V_e). V_a and V_b both contain the variance V_e of the intersections, so that it is subtracted once (Cameron,
 * Gelbach & Miller 2011). If one kind is nested in the other, V is the variance over the outer one.
 *
 * The sum V_ab of squares over the intersections is taken about the overall mean. If J_a readers all judge the same J_b items, it
 * also contains 1/J_b of the variance of the readers and 1/J_a of that of the items. Therefore V_e = (V_ab − V_a/J_b −
 * V_b/J_a)/(1 − 1/J_a − 1/J_b), which is exact for the analysis of variance of a complete crossed design, and is at most
 * a little smaller than V_ab in others. J = df + 1 is the effective number of units.
 *
 * @param intersections V_ab, at least 0
 */
export function twoWayVariance(
  a: ClusteredVariance,
  b: ClusteredVariance,
  intersections: number,
): ClusteredVariance {
  const [main, other] = a.variance >= b.variance ? [a, b] : [b, a];
  const [ofMain, ofOther] = [1 / (main.degreesOfFreedom + 1), 1 / (other.degreesOfFreedom + 1)];
  const left = 1 - ofMain - ofOther;
  const common = intersections - main.variance * ofOther - other.variance * ofMain;
  const rest = left > 0 ? Math.max(0, common / left) : 0;
  return sumOfVariances(main, {
    variance: Math.max(0, other.variance - rest),
    degreesOfFreedom: other.degreesOfFreedom,
  });
}
