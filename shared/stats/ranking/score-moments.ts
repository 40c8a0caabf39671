/**
 * Wins of one group of clinicians, in columns with one row for each pair of models that it compared. i was preferred
 * to j `iWins` times, and j to i `jWins` times. A tie counts as half a win for each, and i > j. Columns are used
 * because few groups compare most pairs.
 */
export interface PairWins {
  readonly i: ArrayLike<number>;
  readonly j: ArrayLike<number>;
  readonly iWins: ArrayLike<number>;
  readonly jWins: ArrayLike<number>;
}

/**
 * Sums over groups of the scores u_g and informations H_g of the Bradley–Terry model at abilities θ, for each of K
 * models.
 */
export interface ScoreMoments {
  /** Information on the model, H_mm. */
  readonly h: Float64Array;
  /** Σ_{g≠g'} u_gm·u_g'm, and Σ_g u_gm². */
  readonly cross: Float64Array;
  readonly squares: Float64Array;
  /** The part of a variance of abilities that the cross products contain: Σ_{g≠g'} H_g,mj H_g',mj, K × K. */
  readonly worth: Float64Array;
  /**
   * The part of it that the squares contain: Σ_g (Σ_j H_g,mj² − 2 Σ_{j≠m} n_g,mj (p(1 − p))²). The second term
   * removes single votes: a group with one vote shows no variance of taste.
   */
  readonly squaresWorth: Float64Array;
}

/** @param groups the wins of each group, each pair at most once */
export function scoreMoments(groups: Iterable<PairWins>, theta: Float64Array): ScoreMoments {
  const K = theta.length;
  const [total, squares, squaresWorth] = [new Float64Array(K), new Float64Array(K), new Float64Array(K)];
  const [information, worth] = [new Float64Array(K * K), new Float64Array(K * K)];
  const addInformation = (m: number, j: number, entry: number): void => {
    information[m * K + j]! += entry;
    worth[m * K + j]! -= entry ** 2;
    squaresWorth[m]! += entry ** 2;
  };
  for (const { i, j, iWins, jWins } of groups) {
    const [u, own] = [new Float64Array(K), new Float64Array(K)];
    for (let row = 0; row < i.length; row++) {
      const [a, b] = [i[row]!, j[row]!];
      const n = iWins[row]! + jWins[row]!;
      const p = 1 / (1 + Math.exp(theta[b]! - theta[a]!));
      const excess = iWins[row]! - n * p;
      u[a]! += excess;
      u[b]! -= excess;
      const slope = p * (1 - p);
      const entry = n * slope;
      own[a]! += entry;
      own[b]! += entry;
      addInformation(a, b, -entry);
      addInformation(b, a, -entry);
      squaresWorth[a]! -= 2 * slope * entry;
      squaresWorth[b]! -= 2 * slope * entry;
    }
    for (let m = 0; m < K; m++) {
      total[m]! += u[m]!;
      squares[m]! += u[m]! ** 2;
      addInformation(m, m, own[m]!);
    }
  }
  for (const [at, entry] of information.entries()) worth[at]! += entry ** 2;
  const [h, cross] = [new Float64Array(K), new Float64Array(K)];
  for (let m = 0; m < K; m++) {
    h[m] = information[m * K + m]!;
    cross[m] = total[m]! ** 2 - squares[m]!;
  }
  return { h, cross, squares, worth, squaresWorth };
}

/** The same votes by item, and by intersection of a group with an item. */
export interface CrossedWins {
  readonly byItem: Iterable<PairWins>;
  readonly byIntersection: Iterable<PairWins>;
}

/** The moments over items, and the products of votes that share neither a group nor an item. */
export interface CrossedMoments {
  readonly items: ScoreMoments;
  readonly cross: Float64Array;
  readonly worth: Float64Array;
}

/**
 * Sums over pairs of votes that share neither a group nor an item: those of different groups, less those of one item, plus
 * those of one item in one group, which were left out twice.
 */
export function crossedMoments(
  groups: ScoreMoments,
  { byItem, byIntersection }: CrossedWins,
  theta: Float64Array,
): CrossedMoments {
  const items = scoreMoments(byItem, theta);
  const both = scoreMoments(byIntersection, theta);
  const combined = (of: 'cross' | 'worth') =>
    groups[of].map((value, at) => value + items[of][at]! - both[of][at]!);
  return { items, cross: combined('cross'), worth: combined('worth') };
}
