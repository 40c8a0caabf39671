/** Number of values up to which all pairs are compared, which is faster than sorting. */
const FEW_VALUES = 32;

/** Ranks from 1 (smallest) to n; equal values share the average of their ranks. */
export function averageRanks(x: readonly number[]): number[] {
  return x.length <= FEW_VALUES ? ranksOfPairs(x) : ranksOfOrder(x);
}

function ranksOfPairs(x: readonly number[]): number[] {
  const ranks = new Array<number>(x.length).fill(1);
  for (let i = 0; i < x.length; i++)
    for (let j = 0; j < i; j++)
      if (x[i]! > x[j]!) ranks[i]! += 1;
      else if (x[i]! < x[j]!) ranks[j]! += 1;
      else {
        ranks[i]! += 0.5;
        ranks[j]! += 0.5;
      }
  return ranks;
}

function ranksOfOrder(x: readonly number[]): number[] {
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
