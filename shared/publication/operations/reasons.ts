import { byCodeUnit } from '../../lib/index.ts';

export interface ReasonCount {
  readonly reason: string;
  readonly count: number;
}

/** Sums counts by reason. The most frequent reason comes first, and reasons of equal frequency are sorted by name. */
export function countReasons(counts: Iterable<ReasonCount>): ReasonCount[] {
  const sums = new Map<string, number>();
  for (const { reason, count } of counts) sums.set(reason, (sums.get(reason) ?? 0) + count);
  return [...sums]
    .map(([reason, count]) => ({ reason, count }))
    .sort((a, b) => b.count - a.count || byCodeUnit(a.reason, b.reason));
}
