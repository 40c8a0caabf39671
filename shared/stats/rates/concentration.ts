interface Concentration {
  /** Clinicians with at least one vote. */
  clinicians: number;
  votes: number;
  /** Share of votes by the ⌈1 %⌉ and ⌈10 %⌉ of clinicians with most votes, at least one clinician. */
  topPercentShare: number;
  topTenthShare: number;
  /**
   * 1/Σ s², with s the shares of votes (inverse Simpson; Hill 1973): the number of equally active clinicians with the
   * same concentration.
   */
  effectiveClinicians: number;
  /**
   * 0 if all clinicians voted equally often, near 1 if one gave all votes (Gini 1912): Σ(2i − C − 1)v₍ᵢ₎ / (CΣv),
   * votes ascending.
   */
  gini: number;
}

/** Concentration of votes on few clinicians, from the number of votes of each clinician. Null without votes. */
export function concentration(votesOfClinicians: readonly number[]): Concentration | null {
  const counts = votesOfClinicians.filter((n) => n > 0).sort((a, b) => b - a);
  const C = counts.length;
  if (C === 0) return null;
  const votes = counts.reduce((sum, n) => sum + n, 0);
  const top = (share: number) => {
    // Whole percent, so that 10 % of 70 is 7, and not 8 because of rounding.
    const most = counts.slice(0, Math.ceil((C * share) / 100));
    return most.reduce((sum, n) => sum + n, 0) / votes;
  };
  return {
    clinicians: C,
    votes,
    topPercentShare: top(1),
    topTenthShare: top(10),
    effectiveClinicians: votes ** 2 / counts.reduce((sum, n) => sum + n * n, 0),
    gini: counts.reduce((sum, n, i) => sum + (C - 1 - 2 * i) * n, 0) / (C * votes),
  };
}
