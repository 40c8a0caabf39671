/** Counts by slot. An absent slot counts zero, and zeros are never stored. */
export type Counts = ReadonlyMap<string, number>;

/** Adds `factor` times `counts` to `into`. A slot is deleted if its sum is zero. */
export function addInto(into: Map<string, number>, counts: Counts, factor = 1): void {
  for (const [slot, count] of counts) {
    const sum = (into.get(slot) ?? 0) + factor * count;
    if (sum === 0) into.delete(slot);
    else into.set(slot, sum);
  }
}
