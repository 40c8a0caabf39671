import { byCodeUnit } from '../../shared/lib/index.ts';
import type { StudyRecord } from '../records.ts';

/** A share over studies with its Monte-Carlo error. */
export interface Estimate {
  readonly value: number;
  /** 95 % Monte-Carlo interval. */
  readonly lower: number;
  readonly upper: number;
  readonly trials: number;
}

/**
 * Hits over trials of all studies: r = Σh/Σn. Its standard error is that of a ratio over independent studies, SE² =
 * S/(S − 1) · Σ(h − r·n)²/(Σn)², because the cells of one study are correlated. If no study differs from r, as at 0
 * hits, the interval is Wilson's over the S studies. Null without trials.
 */
export function estimate(studies: readonly StudyRecord[], name: string): Estimate | null {
  let [hits, trials, S] = [0, 0, 0];
  const each: (readonly [number, number])[] = [];
  for (const { measured } of studies) {
    const found = measured.get(name);
    if (!found || found[1] === 0) continue;
    each.push(found);
    [hits, trials, S] = [hits + found[0], trials + found[1], S + 1];
  }
  if (trials === 0) return null;
  const value = hits / trials;
  const squares = each.reduce((sum, [h, n]) => sum + (h - value * n) ** 2, 0);
  const z = 1.96;
  if (S < 2 || squares < 1e-18) {
    const [centre, half] = [
      (value + (z * z) / (2 * S)) / (1 + (z * z) / S),
      (z * z) / (2 * S) / (1 + (z * z) / S),
    ];
    return {
      value,
      lower: Math.max(0, centre - half),
      upper: Math.min(Math.max(1, value), centre + half),
      trials,
    };
  }
  const half = z * Math.sqrt(((S / (S - 1)) * squares) / trials ** 2);
  return { value, lower: value - half, upper: value + half, trials };
}

/** The names of all measures in these studies. */
export function namesOf(studies: readonly StudyRecord[]): string[] {
  const names = new Set<string>();
  for (const { measured } of studies) for (const name of measured.keys()) names.add(name);
  return [...names].sort(byCodeUnit);
}
