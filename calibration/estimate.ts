import { betaQuantile } from '../shared/stats/index.ts';

/**
 * Sums over studies of the hits h and the trials n of a measure: studies with trials, Σh, Σn, Σh², Σhn, Σn². They are
 * sufficient for a share and its Monte-Carlo error, and sums of two runs add up.
 */
export type Sums = readonly [
  studies: number,
  hits: number,
  trials: number,
  hh: number,
  hn: number,
  nn: number,
];

export const addSums = (a: Sums | undefined, b: Sums): Sums =>
  a ? [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3], a[4] + b[4], a[5] + b[5]] : b;

/** The sums of one study. */
export const sumsOf = (hits: number, trials: number): Sums => [
  Number(trials > 0),
  hits,
  trials,
  hits * hits,
  hits * trials,
  trials * trials,
];

/** A share over studies with its one-sided 95 % Monte-Carlo bounds. */
export interface Estimate {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  readonly studies: number;
}

const LEVEL = 0.95;

/**
 * r = Σh/Σn with the bounds of Clopper & Pearson (1934). Trials of one study depend on each other. So the bounds use the
 * number of independent trials with the same error, r(1 − r)/SE², with the error of a ratio over independent studies,
 * SE² = S/(S − 1) · Σ(h − rn)²/(Σn)². This number is at most Σn. It is S if no study differs from r, as at 0 hits. With
 * one trial per study it is S. This is conservative for shares within studies, which vary less than a yes or no.
 * Returns null without trials.
 */
export function estimate([studies, hits, trials, hh, hn, nn]: Sums): Estimate | null {
  if (trials === 0) return null;
  const value = hits / trials;
  const squares = Math.max(0, hh - 2 * value * hn + value * value * nn);
  const variance = studies > 1 ? ((studies / (studies - 1)) * squares) / trials ** 2 : 0;
  const independent =
    trials === studies || variance < 1e-15
      ? studies
      : Math.min(trials, Math.max(1, (value * (1 - value)) / variance));
  const k = value * independent;
  const rest = independent - k;
  return {
    value,
    lower: k < 1e-9 ? 0 : betaQuantile(1 - LEVEL, k, rest + 1),
    upper: rest < 1e-9 ? 1 : betaQuantile(LEVEL, k + 1, rest),
    studies,
  };
}
