import type { CodedRatings } from '../../../shared/stats/agreement/krippendorff-alpha.ts';

/** The ratings of each unit as columns. */
export function codedRatings(
  units: readonly (readonly { readonly value: number; readonly group: number }[])[],
): CodedRatings {
  const starts = [0];
  for (const { length } of units) starts.push(starts.at(-1)! + length);
  const all = units.flat();
  return { starts, values: all.map(({ value }) => value), groups: all.map(({ group }) => group) };
}
