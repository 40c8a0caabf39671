import { lowerTail, upperTail } from '../numeric/beta-tail.ts';
import { tQuantile } from '../numeric/distributions.ts';
import { logEvidenceAbove } from './e-value.ts';

/** Sampling units of one kind, such as items or sites. All answers of a cell are spread evenly over them. */
export interface PlannedUnits {
  units: number;
  /** Intraclass correlation of the answers of one unit. */
  icc: number;
}

/** The hypothesis to test for a cell, and the structure of its answers. */
interface PowerQuestion {
  /** The tolerance τ. Confirming needs a `rate` above it, clearing a rate below. */
  tolerance: number;
  /** The true failure rate. */
  rate: number;
  /** Level of the whole family (the false discovery rate), and number of cells tested in it. */
  level: number;
  hypotheses: number;
  /** Intraclass correlation of one clinician's answers, and number of answers per clinician in the cell. */
  icc: number;
  answersPerClinician: number;
  /** Groups that clinicians are hashed into. */
  groups: number;
  /** Number of clinicians who rate the cell, if it is fixed. `answersPerClinician` and `groups` are then ignored. */
  readers?: number | undefined;
  /** Items, sites and other units that clinicians share. */
  crossed?: readonly PlannedUnits[];
  /** Whether clearing must be valid at any number of looks. It is then decided by an e-value of at least hypotheses/level. */
  anytime?: boolean;
  /** Requested probability that the cell is confirmed or cleared: 0.8 by default. */
  power?: number;
}

export interface Power {
  effectiveAnswers: number;
  answers: number;
  clinicians: number;
  /** The cell is confirmed from this many failures on among the effective answers, or cleared up to this many. */
  criticalFailures: number;
}

const MAX_ANSWERS = 200_000;

/**
 * Number of rated answers a cell needs to confirm a true failure rate above the tolerance, or to clear one below it,
 * with the requested power. Null in three cases: more answers would be needed than any study has, the rate is at
 * the tolerance, or there are fewer than two units of a kind.
 *
 * Each cell is tested at level/hypotheses, the level that Benjamini–Hochberg and Holm require for the only finding of
 * a family. With more findings, fewer answers are needed. n_eff is the smallest size from which on the exact binomial
 * test always has the power. It is not the first size with the power, because power is a sawtooth in n.
 *
 * n_eff is converted into answers by the design effect 1 + Σ_u ICC_u(m_u − 1), for m_u answers per clinician, per item and
 * per site, and by (t_{n−1}/t_{J−1})² at 0.975 (Korn & Graubard 1998). J is the number of units of the rarest kind.
 * For clinicians, J is the expected number of groups that they occupy. A fixed number of units U of a kind limits n_eff
 * to U/ICC_u, so no number of answers may be enough. The result is then null.
 */
export function answersNeeded(question: PowerQuestion): Power | null {
  const { tolerance, rate, level, hypotheses, power = 0.8 } = question;
  const { readers = question.groups, crossed = [], anytime = false } = question;
  if (rate === tolerance || readers < 2 || crossed.some(({ units }) => units < 2)) return null;
  const alpha = level / Math.max(1, hypotheses);
  const found =
    rate > tolerance
      ? confirmingSize(tolerance, rate, alpha, power)
      : anytime
        ? anytimeClearingSize(tolerance, rate, alpha, power)
        : clearingSize(tolerance, rate, alpha, power);
  if (!found) return null;
  const answers = answersFor(found.n, question);
  if (answers === null) return null;
  return {
    effectiveAnswers: found.n,
    answers,
    clinicians: question.readers ?? Math.ceil(answers / Math.max(1, question.answersPerClinician)),
    criticalFailures: found.k,
  };
}

interface Size {
  n: number;
  /** The critical number of failures. */
  k: number;
}

/** Smallest n from which on P(X ≥ k_n | rate) ≥ power, where k_n is the least k with P(X ≥ k | τ) ≤ alpha. */
function confirmingSize(tau: number, rate: number, alpha: number, power: number): Size | null {
  let k = 0;
  return lastingSize(tau, (n) => {
    while (k <= n && upperTail(k, n, tau) > alpha) k++;
    return { k, enough: k <= n && upperTail(k, n, rate) >= power };
  });
}

/** Smallest n from which on P(X ≤ k_n | rate) ≥ power, where k_n is the largest k with P(X ≤ k | τ) ≤ alpha. */
function clearingSize(tau: number, rate: number, alpha: number, power: number): Size | null {
  let k = -1;
  return lastingSize(tau, (n) => {
    while (lowerTail(k + 1, n, tau) <= alpha) k++;
    return { k, enough: k >= 0 && lowerTail(k, n, rate) >= power };
  });
}

/**
 * The same with evidence that is valid at any number of looks: k_n is the largest k with an e-value of at least 1/alpha
 * against a rate of at least τ. Successes are tested against 1 − τ.
 */
function anytimeClearingSize(tau: number, rate: number, alpha: number, power: number): Size | null {
  let k = -1;
  const clears = (failures: number, n: number) =>
    failures <= n && logEvidenceAbove(n - failures, n, 1 - tau) >= -Math.log(alpha);
  return lastingSize(tau, (n) => {
    while (clears(k + 1, n)) k++;
    return { k, enough: k >= 0 && lowerTail(k, n, rate) >= power };
  });
}

/** The start of the first run of sufficient sizes that is longer than two teeth of the sawtooth, 2/τ. */
function lastingSize(tau: number, at: (n: number) => { k: number; enough: boolean }): Size | null {
  const teeth = Math.ceil(2 / Math.max(1e-3, Math.min(tau, 1 - tau)));
  let start: Size | null = null;
  for (let n = 1; n <= MAX_ANSWERS; n++) {
    const { k, enough } = at(n);
    if (!enough) start = null;
    else if (!start) start = { n, k };
    if (start && n - start.n >= teeth) return start;
  }
  return null;
}

/** Expected number of the J groups that C clinicians occupy. */
const occupied = (C: number, J: number): number => J * (1 - (1 - 1 / J) ** C);

/** More answers are out of reach. The design effect makes this more than the effective number. */
const MAX_CLUSTERED_ANSWERS = 10 * MAX_ANSWERS;

/** The smallest number of answers with the requested effective number. Null if it is out of reach. */
function answersFor(effective: number, question: PowerQuestion): number | null {
  const { icc, answersPerClinician, groups, readers, crossed = [] } = question;
  const effectiveOf = (n: number): number => {
    const each = readers === undefined ? Math.min(n, Math.max(1, answersPerClinician)) : n / readers;
    const kinds = [
      { icc, each, units: readers ?? occupied(n / each, groups) },
      ...crossed.map(({ icc, units }) => ({ icc, each: n / units, units })),
    ];
    const J = Math.min(n, ...kinds.map(({ units }) => units));
    if (J <= 1 || n <= 1) return 0;
    const deff = kinds.reduce((sum, kind) => sum + kind.icc * Math.max(0, kind.each - 1), 1);
    const t = tQuantile(0.975, n - 1) / tQuantile(0.975, J - 1);
    return (n / deff) * Math.min(1, t * t);
  };
  let [short, enough] = [effective - 1, effective];
  while (effectiveOf(enough) < effective) {
    if (enough > MAX_CLUSTERED_ANSWERS) return null;
    [short, enough] = [enough, 2 * enough];
  }
  while (enough - short > 1) {
    const middle = Math.floor((short + enough) / 2);
    if (effectiveOf(middle) >= effective) enough = middle;
    else short = middle;
  }
  return enough;
}
