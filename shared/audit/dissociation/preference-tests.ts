import {
  type GroupCount,
  MINIMUM_EFFECTIVE_GROUPS,
  positiveP,
  ratioInterval,
  shareAboveP,
} from '../../stats/index.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { PairVotes } from '../evidence/pair-votes.ts';
import type { Ranked } from '../ranking/ranking.ts';

/** The test of "model a is not preferred to model b". */
export interface PreferenceTest {
  /** One-sided p-value. */
  readonly p: number;
  /** θ_a − θ_b in log-odds. Null for a model without a score, because no ranked model ever beat it. */
  readonly difference: number | null;
}

/** Tests whether model a is preferred to model b. Null if the votes cannot compare them. */
export type PreferenceTests = (a: number, b: number) => PreferenceTest | null;

/**
 * Tests of preference between all models. Ranked models are compared by their scores. A model that no ranked model ever
 * beat has no score, so the test uses its direct votes with the other model: it is preferred if it wins more than half
 * of them, with ties as half wins.
 */
export function preferenceTests(evidence: Evidence, { fit, unbeaten }: Ranked): PreferenceTests {
  const positions = new Map((fit?.models ?? []).map((model, position) => [model, position]));
  const direct = unbeaten.length > 0 ? directTests(evidence, new Set(unbeaten)) : () => null;
  return (a, b) => {
    const [i, j] = [positions.get(a), positions.get(b)];
    if (i === undefined || j === undefined) return direct(a, b);
    const difference = fit!.difference(i, j);
    return { p: positiveP(difference), difference: difference?.estimate ?? null };
  };
}

/** Tests of the given models against the models with which they have direct votes. */
function directTests({ pairs, items, models }: Evidence, unbeaten: ReadonlySet<number>): PreferenceTests {
  const keyOf = (a: number, b: number) => a * models.length + b;
  const countsIn = (votes: readonly PairVotes[]) => directCounts(votes, unbeaten, keyOf);
  const own = countsIn(pairs);
  const crossed = items && {
    items: countsIn(items.byItem.pairs),
    intersections: countsIn(items.byIntersection.pairs),
  };
  return (a, b) => {
    const of = (counts: DirectCounts) => [...(counts.get(keyOf(a, b))?.values() ?? [])];
    const found = ratioInterval(
      of(own),
      undefined,
      crossed && { items: of(crossed.items), intersections: of(crossed.intersections) },
    );
    if (!found) return null;
    const p = found.effectiveGroups < MINIMUM_EFFECTIVE_GROUPS ? 1 : shareAboveP(found, 0.5);
    return { p, difference: null };
  };
}

/** Votes on a pair, and wins of the first model, by unit. A tie is half a win. The keys are pairs. */
type DirectCounts = ReadonlyMap<number, ReadonlyMap<number, GroupCount>>;

function directCounts(
  pairs: readonly PairVotes[],
  unbeaten: ReadonlySet<number>,
  keyOf: (a: number, b: number) => number,
): DirectCounts {
  const counts = new Map<number, Map<number, GroupCount>>();
  const count = (key: number, unit: number, { n, k }: GroupCount) => {
    const byUnit = counts.get(key) ?? new Map<number, GroupCount>();
    counts.set(key, byUnit);
    const known = byUnit.get(unit);
    byUnit.set(unit, { n: n + (known?.n ?? 0), k: k + (known?.k ?? 0) });
  };
  for (const votes of pairs)
    for (let row = 0; row < votes.rows; row++) {
      const [x, y, unit] = [votes.x[row]!, votes.y[row]!, votes.unit[row]!];
      const [xWins, yWins] = [votes.xWins[row]!, votes.yWins[row]!];
      const undecided = votes.ties[row]! + votes.bothBad[row]!;
      const n = xWins + yWins + undecided;
      if (unbeaten.has(x)) count(keyOf(x, y), unit, { n, k: xWins + undecided / 2 });
      if (unbeaten.has(y)) count(keyOf(y, x), unit, { n, k: yWins + undecided / 2 });
    }
  return counts;
}
