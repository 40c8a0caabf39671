import type { Rate } from '../../shared/audit/rates/index.ts';
import {
  benjaminiHochberg,
  effectiveN,
  lowerTail,
  midLowerTail,
  midUpperTail,
  storey,
  upperTail,
} from '../../shared/stats/index.ts';

/** One cell under test: its place, its rate with the counts of each group, and its tolerance. */
export interface TestedCell {
  readonly model: number;
  readonly specialty: number;
  readonly criterion: number;
  readonly found: Rate;
  readonly tolerance: number;
}

/**
 * Adjusted values of the cells of a family, in their order. A cell is decided if its value is at most the false
 * discovery rate.
 */
export interface Method {
  readonly name: string;
  readonly confirm: (cells: readonly TestedCell[]) => number[];
  readonly clear: (cells: readonly TestedCell[]) => number[];
}

type Tail = typeof upperTail;
type PValue = (cell: TestedCell) => number;
/** p at the cell's effective n, computed once per cell. */
const plain = (tail: Tail) => {
  const known = new WeakMap<TestedCell, number>();
  return (cell: TestedCell): number => {
    const {
      found: { rate, effectiveN: n },
      tolerance,
    } = cell;
    const p = known.get(cell) ?? tail(rate! * n, n, tolerance);
    known.set(cell, p);
    return p;
  };
};
const [exactUpper, exactLower, midUpper, midLower] = [upperTail, lowerTail, midUpperTail, midLowerTail].map(
  plain,
) as [PValue, PValue, PValue, PValue];

/** Larger p-values are never rejected, so the checks that could only raise them are skipped. */
const MAX_REJECTED_P = 0.05;

/** The rate of a cell without each of its groups, and the number of remaining answers. */
function withoutEach({ groups: { n, k } }: Rate): { place: number; rate: number; n: number }[] {
  const [N, K] = [n.reduce((a, b) => a + b, 0), k.reduce((a, b) => a + b, 0)];
  return [...n].flatMap((own, place) =>
    own > 0 && own < N ? [{ place, n: N - own, rate: Math.max(0, (K - k[place]!) / (N - own)) }] : [],
  );
}

/** p, or 1 if the rate crosses the tolerance without any one group. */
const guarded =
  (plainP: PValue, side: 1 | -1) =>
  (cell: TestedCell): number => {
    const p = plainP(cell);
    if (p > MAX_REJECTED_P) return p;
    return withoutEach(cell.found).every(({ rate }) => side * (rate - cell.tolerance) > 0) ? p : 1;
  };

/**
 * The largest of the p-values that leave one group out and of p itself, at the intraclass correlation of the cell.
 */
const worstOut =
  (plainP: PValue, tail: Tail) =>
  (cell: TestedCell): number => {
    const p = plainP(cell);
    if (p > MAX_REJECTED_P) return p;
    const { found, tolerance } = cell;
    const sizes = [...found.groups.n];
    const share = impliedCorrelation(found, sizes);
    return withoutEach(found).reduce((largest, { place, rate }) => {
      const n = effectiveN(
        sizes.map((size, at) => (at === place ? 0 : size)),
        share,
      );
      return Math.max(largest, tail(rate * n, n, tolerance));
    }, p);
  };

/** The correlation that gives the cell's effective n with these group sizes. */
function impliedCorrelation(found: Rate, sizes: readonly number[]): number {
  const effect = effectiveN(sizes, 0) / found.effectiveN;
  const n = sizes.reduce((a, b) => a + b, 0);
  const spread = sizes.reduce((sum, size) => sum + size * size, 0) / n - 1;
  return spread > 0 ? Math.min(1, Math.max(0, (effect - 1) / spread)) : 0;
}

type Adjust = (p: readonly number[]) => number[];

/** The p-value of a cell, and the adjustment within a family. */
interface FamilyTest {
  readonly p: PValue;
  readonly adjust: Adjust;
}

/** Each cell's own p-values, adjusted within the family. */
const byTests = (name: string, confirm: FamilyTest, clear: FamilyTest): Method => ({
  name,
  confirm: (cells) => confirm.adjust(cells.map(confirm.p)),
  clear: (cells) => clear.adjust(cells.map(clear.p)),
});
const BH = benjaminiHochberg;
const adaptive: Adjust = (p) => storey(p);

/** The audit's method. Its decisions are the states of the audit's results. */
export const SHIPPED = 'standing';

/** The methods that the audit does not use, for comparison. */
export const METHODS: readonly Method[] = [
  byTests('exact, BH', { p: exactUpper, adjust: BH }, { p: exactLower, adjust: BH }),
  byTests('mid-p, BH', { p: midUpper, adjust: BH }, { p: midLower, adjust: BH }),
  byTests('exact, Storey', { p: exactUpper, adjust: adaptive }, { p: exactLower, adjust: adaptive }),
  byTests('mid-p, Storey', { p: midUpper, adjust: adaptive }, { p: midLower, adjust: adaptive }),
  byTests(
    'guarded',
    { p: guarded(exactUpper, 1), adjust: BH },
    { p: guarded(midLower, -1), adjust: adaptive },
  ),
];

/** Methods that take long. They are measured separately, if necessary on fewer studies. */
export const COSTLY_METHODS: readonly Method[] = [
  byTests(
    'worst group out',
    { p: worstOut(exactUpper, upperTail), adjust: BH },
    { p: worstOut(midLower, midLowerTail), adjust: adaptive },
  ),
];
