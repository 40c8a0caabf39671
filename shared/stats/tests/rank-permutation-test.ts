import { spearman } from '../agreement/spearman.ts';
import { averageRanks } from '../numeric/average-ranks.ts';

interface RankPermutationTest {
  rho: number;
  /**
   * Probability, without association, that ρ is at least (greater), at most (less), or as far from 0 as (twoSided)
   * the observed value.
   */
  greater: number;
  less: number;
  twoSided: number;
  method: 'exact' | 'monte carlo';
}

export const MINIMUM_MODELS = 6;
const MAX_MODELS_EXACT = 8;
const DRAWS = 19_999;

/**
 * Permutation test of Spearman's ρ over n models. Null if ρ is undefined or n is below 6. (With 5 models even perfect
 * order has a two-sided p-value of 1/60, and any tie removes the significance.)
 *
 * Up to 8 models, all n! orders are enumerated. Above 8, there are 19,999 shuffles from a fixed seed, with p = (b +
 * 1)/(B + 1), a valid p-value at any B (Phipson & Smyth 2010). Pairs are sorted first, so the result depends on the
 * values and not on the order of the models.
 *
 * @param x one value per model
 * @param y as long as `x`
 */
export function rankPermutationTest(x: readonly number[], y: readonly number[]): RankPermutationTest | null {
  const n = x.length;
  const rho = spearman(x, y);
  if (n < MINIMUM_MODELS || rho === null) return null;
  const [rx, ry] = [averageRanks(x), averageRanks(y)];
  const order = rx.map((_, i) => i).sort((i, j) => rx[i]! - rx[j]! || ry[i]! - ry[j]!);
  const a = order.map((i) => rx[i]! - (n + 1) / 2);
  const b = order.map((i) => ry[i]! - (n + 1) / 2);
  const orders = ordersOf(n);
  const total = orders.length / n;

  // Ranks are multiples of ½. Sums of products are therefore exact, and equal statistics compare as equal.
  const observed = a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  let [greater, less, twoSided] = [0, 0, 0];
  for (let from = 0; from < orders.length; from += n) {
    let value = 0;
    for (let i = 0; i < n; i++) value += a[i]! * b[orders[from + i]!]!;
    if (value >= observed) greater++;
    if (value <= observed) less++;
    if (Math.abs(value) >= Math.abs(observed)) twoSided++;
  }
  return {
    rho,
    greater: greater / total,
    less: less / total,
    twoSided: twoSided / total,
    method: n <= MAX_MODELS_EXACT ? 'exact' : 'monte carlo',
  };
}

/** The last orders, n places each, are kept because an audit needs the same n for each criterion. */
let last: { readonly n: number; readonly orders: Uint16Array } | null = null;

/** All n! orders of n places. If these are too many, the observed order and random others. */
function ordersOf(n: number): Uint16Array {
  if (last?.n !== n) last = { n, orders: n <= MAX_MODELS_EXACT ? allOrders(n) : randomOrders(n) };
  return last.orders;
}

/** By Heap's algorithm (1963). */
function allOrders(n: number): Uint16Array {
  let count = 1;
  for (let size = 2; size <= n; size++) count *= size;
  const orders = new Uint16Array(count * n);
  const order = places(n);
  let filled = 0;
  const visit = (size: number): void => {
    if (size === 1) {
      orders.set(order, filled);
      filled += n;
    }
    for (let i = 0; size > 1 && i < size; i++) {
      visit(size - 1);
      if (i < size - 1) swap(order, size % 2 === 0 ? i : 0, size - 1);
    }
  };
  visit(n);
  return orders;
}

/** The observed order, which is one of the B + 1, and shuffles (Fisher–Yates), each from the order before. */
function randomOrders(n: number): Uint16Array {
  const orders = new Uint16Array((DRAWS + 1) * n);
  const order = places(n);
  const random = mulberry32(20_260_101);
  orders.set(order);
  for (let draw = 1; draw <= DRAWS; draw++) {
    for (let i = n - 1; i > 0; i--) swap(order, i, Math.floor(random() * (i + 1)));
    orders.set(order, draw * n);
  }
  return orders;
}

const places = (n: number): Uint16Array => Uint16Array.from({ length: n }, (_, place) => place);

function swap(values: Uint16Array, i: number, j: number): void {
  const kept = values[i]!;
  values[i] = values[j]!;
  values[j] = kept;
}

/** Small pseudo-random generator on [0, 1) (T. Ettinger's mulberry32). It depends on its seed alone. */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
