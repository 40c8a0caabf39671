/** A variance that is estimated over units of one kind. */
export interface ClusteredVariance {
  variance: number;
  degreesOfFreedom: number;
}

/**
 * Variance of an estimate whose data are clustered by two crossed kinds of units, such as clinicians and items: V = max(V_a,
 * V_b, V_a + V_b − V_ab), with V_ab over the intersections of both kinds (Cameron, Gelbach & Miller 2011). V_a and V_b both
 * contain the variance of the intersections, so that it is subtracted once. If one kind is nested in the other, V is
 * the variance over the outer one.
 *
 * The degrees of freedom are Satterthwaite's for the larger of V_a and V_b, and for the excess of the other one over
 * V_ab: V²/(V_a²/df_a + (V_b − V_ab)²/df_b). For many items b, this is the formula of Hillis (2007) for studies of
 * several readers and cases.
 *
 * @param intersections V_ab, at least 0
 */
export function twoWayVariance(
  a: ClusteredVariance,
  b: ClusteredVariance,
  intersections: number,
): ClusteredVariance {
  const [main, other] = a.variance >= b.variance ? [a, b] : [b, a];
  const excess = Math.max(0, other.variance - intersections);
  const variance = main.variance + excess;
  const squares = main.variance ** 2 / main.degreesOfFreedom + excess ** 2 / other.degreesOfFreedom;
  return { variance, degreesOfFreedom: squares > 0 ? variance ** 2 / squares : main.degreesOfFreedom };
}
