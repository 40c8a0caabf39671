/** The answers of one stratum: those with and those without an exposure, with their failures. */
interface StratumTotals {
  readonly exposed: { readonly n: number; readonly k: number };
  readonly unexposed: { readonly n: number; readonly k: number };
}

/**
 * Mantel–Haenszel's risk ratio over strata: Σ a·N_u/T over Σ b·N_e/T, for a failures of N_e exposed and b of N_u unexposed
 * answers, T = N_e + N_u (Nurminen 1981; Greenland & Robins 1985; Rothman, Greenland & Lash 2008, ch. 15).
 *
 * @returns at least 0, and infinite if no unexposed answer failed. Null if no stratum has answers of both kinds, or if
 *   nothing failed in such strata.
 */
export function stratifiedRatio(strata: Iterable<StratumTotals>): number | null {
  let [exposedFailures, unexposedFailures] = [0, 0];
  for (const { exposed, unexposed } of strata) {
    if (!(exposed.n > 0 && unexposed.n > 0)) continue;
    const all = exposed.n + unexposed.n;
    exposedFailures += (exposed.k * unexposed.n) / all;
    unexposedFailures += (unexposed.k * exposed.n) / all;
  }
  return exposedFailures + unexposedFailures > 0 ? exposedFailures / unexposedFailures : null;
}
