/** Ranks from 1 (smallest) to n; equal values share the average of their ranks. */
export function averageRanks(x: readonly number[]): number[] {
  const order = x.map((_, i) => i).sort((a, b) => x[a]! - x[b]!);
  const ranks = new Array<number>(x.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && x[order[to + 1]!] === x[order[from]!]) to++;
    for (let at = from; at <= to; at++) ranks[order[at]!] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return ranks;
}
