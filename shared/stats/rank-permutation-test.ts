import { averageRanks } from './average-ranks.ts';
import { spearman } from './spearman.ts';

export interface RankPermutationTest {
  rho: number;
  /**
   * P under no association that ρ is at least (greater), at most (less), or as far from 0 as (twoSided)
   * observed.
   */
  greater: number;
  less: number;
  twoSided: number;
  method: 'exact' | 'monte carlo';
}

export const MINIMUM_MODELS = 6;
const EXACT_UP_TO = 8;
const DRAWS = 19_999;

/**
 * Permutation test of Spearman's ρ over n models, null below 6 of them (with 5 even perfect order is
 * two-sided p = 1/60, and any tie undoes it) or where ρ is undefined.
 *
 * Up to 8 models all n! orders are enumerated; beyond, 19,999 shuffles from a fixed seed, with p = (b + 1)/(B
 * + 1), a valid p-value at any B (Phipson & Smyth 2010). Pairs are sorted first, so the answer depends on the
 * values alone and not on the order of the models.
 */
export function rankPermutationTest(x: readonly number[], y: readonly number[]): RankPermutationTest | null {
  const n = x.length;
  const rho = spearman(x, y);
  if (n < MINIMUM_MODELS || rho === null) return null;
  const [rx, ry] = [averageRanks(x), averageRanks(y)];
  const order = rx.map((_, i) => i).sort((i, j) => rx[i]! - rx[j]! || ry[i]! - ry[j]!);
  const a = order.map((i) => rx[i]! - (n + 1) / 2);
  const b = order.map((i) => ry[i]! - (n + 1) / 2);
  const statistic = (): number => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += a[i]! * b[i]!;
    return sum;
  };

  // Ranks are multiples of ½, so sums of products are exact and equal statistics compare equal.
  const observed = statistic();
  let [greater, less, twoSided, total] = [0, 0, 0, 0];
  const count = () => {
    const value = statistic();
    total++;
    if (value >= observed) greater++;
    if (value <= observed) less++;
    if (Math.abs(value) >= Math.abs(observed)) twoSided++;
  };
  const exact = n <= EXACT_UP_TO;
  if (exact) eachPermutation(b, count);
  else {
    count(); // the observed order is one of the B + 1
    const random = mulberry32(20_260_101);
    for (let draw = 0; draw < DRAWS; draw++) {
      shuffle(b, random);
      count();
    }
  }
  return {
    rho,
    greater: greater / total,
    less: less / total,
    twoSided: twoSided / total,
    method: exact ? 'exact' : 'monte carlo',
  };
}

/** Visits every order of `values`, in place, by Heap's algorithm (1963). */
function eachPermutation(values: number[], visit: () => void, size = values.length): void {
  if (size <= 1) visit();
  for (let i = 0; size > 1 && i < size; i++) {
    eachPermutation(values, visit, size - 1);
    if (i < size - 1) swap(values, size % 2 === 0 ? i : 0, size - 1);
  }
}

/** Fisher–Yates. */
function shuffle(values: number[], random: () => number): void {
  for (let i = values.length - 1; i > 0; i--) swap(values, i, Math.floor(random() * (i + 1)));
}

function swap(values: number[], i: number, j: number): void {
  const kept = values[i]!;
  values[i] = values[j]!;
  values[j] = kept;
}

/** Small pseudo-random generator on [0, 1) (T. Ettinger's mulberry32): a function of its seed alone. */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
