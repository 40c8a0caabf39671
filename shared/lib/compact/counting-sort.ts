/** The places 0 … n − 1, in this order. */
export function placesUpTo(n: number): Uint32Array<ArrayBuffer> {
  const places = new Uint32Array(n);
  for (let place = 0; place < n; place++) places[place] = place;
  return places;
}

/**
 * Sorts places by the number at each place, with a stable counting sort. To sort by several columns, sort by the least
 * important one first.
 * @param column numbers of 0 or more. Time and memory grow with the largest one.
 */
export function sortedBy(column: ArrayLike<number>, order: Uint32Array): Uint32Array<ArrayBuffer> {
  let largest = 0;
  for (const place of order) largest = Math.max(largest, column[place]!);
  const next = new Uint32Array(largest + 2);
  for (const place of order) next[column[place]! + 1]!++;
  for (let number = 1; number <= largest; number++) next[number]! += next[number - 1]!;
  const sorted = new Uint32Array(order.length);
  for (const place of order) sorted[next[column[place]!]!++] = place;
  return sorted;
}
