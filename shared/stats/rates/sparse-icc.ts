import { designEffect, type GroupCounts, largestEffect } from './design-effect.ts';

/**
 * ICC of one model's answers over all specialties. It is based on two pooled ICCs: one pooled over models, and one
 * pooled over cells of one specialty. The latter applies to a model shown to few clinicians.
 *
 * With a answers from each of c clinicians, a group has m = a·c answers and an ICC of about ρ/c. The ICC falls as
 * clinicians are added, but the design effect 1 + ICC·(m − 1) does not. An ICC pooled over models is that of the
 * models shown to all clinicians, with many clinicians in each group. The groups of a new model are a few clinicians,
 * as the groups of a specialty are. The ICC within specialties therefore fits them better. It is limited so that the
 * design effect does not exceed the average of the models:
 *
 *     ICC_i = max(ICC, min(ICC within specialties, (D − 1)/(m_i − 1))),  D = Σ n_i·deff_i / Σ n_i,  m = Σ n_g²/n
 *
 * It is never less than the pooled ICC. See Kish 1965, ch. 5, for m and the design effect. The rule is ours, and was
 * chosen by simulation (docs/calibration.md).
 *
 * @param models the answers of each model, by group
 * @returns a function that gives the ICC for the answers of one model, in [0, 1]
 */
export function sparseIntraclassCorrelation(
  pooled: number,
  withinSpecialties: number,
  models: readonly GroupCounts[],
): (own: GroupCounts) => number {
  let [answers, effects] = [0, 0];
  for (const { n } of models) {
    let size = 0;
    for (let group = 0; group < n.length; group++) size += n[group]!;
    answers += size;
    effects += size * designEffect(pooled, n);
  }
  const usual = answers > 0 ? effects / answers : 1;
  return ({ n }) => {
    const largest = largestEffect(n);
    return largest > 1 ? Math.max(pooled, Math.min(withinSpecialties, (usual - 1) / (largest - 1))) : pooled;
  };
}
