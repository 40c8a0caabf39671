import { benjaminiHochberg } from './adjusted-p.ts';

/** Families of hypotheses that were selected by their own p-values. */
interface SelectedFamilies {
  /** Benjamini–Hochberg adjusted p-values of the families, in the order given. A family is selected if it is at most q. */
  readonly adjusted: readonly number[];
  /** The level at which the hypotheses within each selected family are tested, q·R/m. It is 0 if none is selected. */
  readonly levelWithin: number;
}

/**
 * The first step of Benjamini & Bogomolov's procedure for several families of hypotheses (2014, procedure 1): select R
 * of m families by Benjamini–Hochberg on their intersection p-values at level q. Their second step tests the
 * hypotheses within each selected family at level q·R/m.
 *
 * If the second step controls the false discovery rate in a single family, the average over the selected families of
 * the share of false discoveries in a family is at most q in expectation. This holds for independent families, and for
 * any selection in which R does not depend on the selected p-values. Testing within the selected families at q would
 * not keep q, because the selection prefers families with small p-values. If all families are selected, the second step
 * is the plain procedure at level q.
 *
 * @param p one p-value per family, for the hypothesis that all of its hypotheses are true, such as Simes'
 * @param q in (0, 1)
 */
export function selectFamilies(p: readonly number[], q: number): SelectedFamilies {
  const adjusted = benjaminiHochberg(p);
  const selected = adjusted.filter((value) => value <= q).length;
  return { adjusted, levelWithin: p.length === 0 ? 0 : (q * selected) / p.length };
}
