import { designEffect, type GroupCounts, largestEffect } from './design-effect.ts';

/**
 * ICC of one model's answers over all specialties, given the ICC pooled over models and that pooled over cells of one
 * specialty: the latter where few clinicians were shown the model.
 *
 * With a answers from each of c clinicians a group has m = a·c of them and resembles itself at about ρ/c: the ICC falls
 * as clinicians are added, the design effect 1 + ICC·(m − 1) does not. An ICC pooled over models is that of those which
 * everybody was shown, with crowds in each group. The groups of a new model are a handful of people, as those of a
 * specialty are: theirs is the ICC within specialties, as far as the design effect then stays within what is usual of the
 * models,
 *
 *     ICC_i = max(ICC, min(ICC within specialties, (D − 1)/(m_i − 1))),  D = Σ n_i·deff_i / Σ n_i,  m = Σ n_g²/n,
 *
 * and never less than the pooled one. Kish 1965, ch. 5, for m and the design effect; the rule is ours, by simulation
 * (docs/calibration.md).
 *
 * @param models of all models, their answers by group
 * @returns the ICC for the answers of one of them, in [0, 1]
 */
export function correlationOfFew(
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
