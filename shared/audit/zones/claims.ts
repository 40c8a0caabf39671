import type { Protocol } from '../../contracts/index.ts';
import {
  eBenjaminiHochberg,
  holm,
  holmLimits,
  type Interval,
  lowerBound,
  midUpperTail,
  storey,
  tippingPoint,
  trueNullShare,
} from '../../stats/index.ts';
import type { ClaimBounds } from '../quality/needless-bounds.ts';
import type { Rate } from '../rates/rate.ts';
import type { UnratedAnswers } from '../rates/unrated-answers.ts';
import { ClearingEvidence } from './clearing.ts';
import { largestRateWithout } from './standing.ts';
import { clearingP, MAX_CLEARING_P } from './zone-tests.ts';

/** A cell whose rate is compared with a tolerance. */
interface ClaimedCell {
  readonly family: string;
  readonly found: Rate;
  readonly tolerance: number;
  /** Null if the cell may not be cleared. */
  readonly clearP: number | null;
}

/** The decision about one cell that its rate is below the tolerance. Null if it was not tested. */
export interface Clearing {
  /** For *below tolerance*. */
  readonly belowP: number | null;
  /** For *cleared*, at the ratio of the protocol. Null if the evidence does not hold all units of the study. */
  readonly clearedP: number | null;
  /** The smallest ratio at which the stronger of its claims falls. Null without a claim, or if none is small enough. */
  readonly tippingPoint: number | null;
}

const NOT_TESTED: Clearing = { belowP: null, clearedP: null, tippingPoint: null };

export interface ClearingSettings extends ClaimBounds {
  /** Whether the caller reads the tipping points. They take longer than the decisions. */
  readonly hasTippingPoints: boolean;
}

/**
 * Decides by family which cells are *below tolerance* in the ratings at hand, and which of them are *cleared*.
 *
 * Below tolerance uses Storey's adaptive procedure. Cleared uses e-BH on evidence that is valid for any number of looks
 * ({@link ClearingEvidence}). The family of e-BH has all rated cells, tested or not, because the cells that are tested
 * change from look to look. With Holm, both are adjusted by Holm.
 *
 * @param cells all rated cells of the study
 */
export function clearings(
  cells: readonly ClaimedCell[],
  protocol: Protocol,
  settings: ClearingSettings,
): Clearing[] {
  const decided = cells.map(() => NOT_TESTED);
  const sizes = new Map<string, number>();
  for (const { family } of cells) sizes.set(family, (sizes.get(family) ?? 0) + 1);
  const tested = [...cells.keys()].filter((at) => cells[at]!.clearP !== null);
  for (const [family, members] of Map.groupBy(tested, (at) => cells[at]!.family)) {
    const own = members.map((at) => cells[at]!);
    for (const [i, decision] of ofFamily(own, sizes.get(family)!, protocol, settings).entries())
      decided[members[i]!] = decision;
  }
  return decided;
}

function ofFamily(
  cells: readonly ClaimedCell[],
  size: number,
  { falseDiscoveryRate: q, multiplicity }: Protocol,
  { unratedRatio, halo, knowsUnits, hasTippingPoints }: ClearingSettings,
): Clearing[] {
  const isHolm = multiplicity === 'Holm';
  const p = cells.map(({ clearP }) => clearP!);
  const below = isHolm ? holm(p) : storey(p, MAX_CLEARING_P);
  const isBelow = below.map((value) => value <= q);
  const evidence = cells.map(({ found, tolerance }, at) =>
    isBelow[at] && knowsUnits ? new ClearingEvidence(found, tolerance, halo) : null,
  );
  const logs = evidence.map((of) => of?.log(unratedRatio) ?? 0);
  const ofEvidence = logs.map((value) => Math.exp(-value));
  const cleared = isHolm ? holm(ofEvidence, size) : eBenjaminiHochberg(logs, size);

  const [countBelow, countCleared] = [isBelow, cleared.map((value) => value <= q)].map(
    (hits) => hits.filter(Boolean).length,
  ) as [number, number];
  const largestP = isHolm
    ? holmLimits(p, q)
    : p.map(() => Math.min(MAX_CLEARING_P, (q * countBelow) / (p.length * trueNullShare(p))));
  const smallestLog = isHolm
    ? holmLimits(ofEvidence, q, size).map((limit) => -Math.log(limit))
    : logs.map(() => Math.log(size / (q * countCleared)));
  return cells.map(({ found, tolerance }, at) => {
    const decision = { belowP: below[at]!, clearedP: knowsUnits ? cleared[at]! : null };
    const isClaimed = isBelow[at] || cleared[at]! <= q;
    if (!isClaimed || !hasTippingPoints) return { ...decision, tippingPoint: null };
    if (cleared[at]! <= q)
      return { ...decision, tippingPoint: tippingPoint((r) => evidence[at]!.log(r) >= smallestLog[at]!) };
    const unrated = found.unratedAnswers('displayed')!;
    const largestRate = largestRateWithout(found);
    const stands = (r: number) =>
      clearingP(found, unrated.toleranceOfRated(tolerance, r), largestRate) <= largestP[at]!;
    return { ...decision, tippingPoint: tippingPoint(stands) };
  });
}

/** A rate, and how much the vote may have changed it. */
interface InfluencedRate {
  readonly found: Rate;
  /** The rate over the rate without the influence of the vote. */
  readonly haloFactor: number;
}

/**
 * The smallest ratio r at which a confirmed rate is no longer confirmed, if unrated answers fail 1/r times as often as
 * rated ones, and all other results stay as they are. Null if it still is at r = 100.
 *
 * @param largestP the largest p-value at which the result is confirmed
 */
export function confirmedUpTo(
  { found, haloFactor }: InfluencedRate,
  tolerance: number,
  largestP: number,
): number | null {
  const unrated = found.unratedAnswers('displayed')!;
  const { rate, effectiveN } = found;
  return tippingPoint((ratio) => {
    const limit = unrated.toleranceOfRated(tolerance, 1 / ratio) * Math.max(1, haloFactor);
    return midUpperTail(rate! * effectiveN, effectiveN, Math.min(1, limit)) <= largestP;
  });
}

/**
 * The rate of all displayed answers within the declared ratio, and its one-sided confidence bounds at both ends. The
 * confidence bounds also hold for the rate without the influence of the vote.
 */
export interface UnratedBounds {
  readonly bounds: Interval;
  readonly interval: Interval;
}

/** @param of a rate with its one-sided upper bound, and its unrated answers for all displayed answers */
export function unratedBounds(
  of: InfluencedRate & { readonly upper: number; readonly unrated: UnratedAnswers },
  { confidence }: Protocol,
  { unratedRatio: ratio }: ClaimBounds,
): UnratedBounds {
  const { unrated, haloFactor } = of;
  const { rate, effectiveN } = of.found;
  const k = rate! * effectiveN;
  const bounds: Interval = [unrated.rate(1 / ratio), unrated.rate(ratio)];
  const least = unrated.boundOfAll(lowerBound(k, effectiveN, confidence), 1 / ratio);
  const most = unrated.boundOfAll(of.upper, ratio);
  return {
    bounds,
    interval: [
      Math.min(bounds[0], least / Math.max(1, haloFactor)),
      Math.max(bounds[1], Math.min(1, most / Math.min(1, haloFactor))),
    ],
  };
}
