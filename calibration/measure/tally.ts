/** Hits and trials of one study, by measure. */
export type Measured = Map<string, [hits: number, trials: number]>;

/** Counts hits among trials under names such as `rates | failures | overall`. */
export class HitCounter {
  readonly counts: Measured = new Map();

  add(name: string, hits: number | boolean, trials = 1): void {
    const found = this.counts.get(name) ?? [0, 0];
    found[0] += Number(hits);
    found[1] += trials;
    this.counts.set(name, found);
  }

  /** Records whether an interval contains the truth. A missing interval is counted separately. */
  cover(name: string, interval: readonly [number, number] | null | undefined, truth: number): void {
    this.add(`${name} | none given`, !interval);
    if (interval) this.add(name, interval[0] <= truth && truth <= interval[1]);
  }
}
