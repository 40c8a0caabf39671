import type { RateMoved, ScoreMoved, Snapshot, ZoneMoved } from '../contracts/index.ts';
import { byCodeUnit } from '../lib/index.ts';

/** Smaller changes are not shown, because readers read rates to a tenth of a percent and scores to a point. */
const RATE_STEP = 0.001;
const SCORE_STEP = 1;
/** Tolerance for binary fractions, so that a change of exactly one step counts as a step. */
const ROUNDING_TOLERANCE = 1e-9;

/** Overall scores that changed by a point or more, appeared or disappeared, by name. */
export function scoresMoved(previous: Snapshot, current: Snapshot): ScoreMoved[] {
  const scores = ({ leaderboard }: Snapshot) =>
    new Map(leaderboard.overall.rows.map(({ model, score }) => [model, score]));
  return paired(scores(previous), scores(current))
    .map(([model, from, to]) => ({ model, from, to }))
    .filter(({ from, to }) => moved(from, to, SCORE_STEP))
    .sort((a, b) => byCodeUnit(a.model, b.model));
}

/**
 * Failure rates that changed by a tenth of a percentage point or more, appeared or disappeared, in the order of the
 * audits.
 */
export function ratesMoved(previous: Snapshot, current: Snapshot): RateMoved[] {
  const rates = ({ failureRates }: Snapshot) => new Map(failureRates.map((rate) => [resultKey(rate), rate]));
  return paired(rates(previous), rates(current)).flatMap(([, was, is]) => {
    const [from, to] = [was?.rate ?? null, is?.rate ?? null];
    const { model, specialty, criterion, level } = (is ?? was)!;
    return moved(from, to, RATE_STEP) ? [{ model, specialty, criterion, level, from, to }] : [];
  });
}

/**
 * Cells with a changed state, in the order of the audits. A cell without ratings has no finding and counts as
 * insufficient, so a change between these two is not listed.
 */
export function zonesMoved(previous: Snapshot, current: Snapshot): ZoneMoved[] {
  const zones = ({ zones }: Snapshot) => new Map(zones.map((zone) => [resultKey(zone), zone]));
  return paired(zones(previous), zones(current)).flatMap(([, was, is]) => {
    const [from, to] = [was?.state ?? null, is?.state ?? null];
    const { model, specialty, criterion, level } = (is ?? was)!;
    const same = (from ?? 'insufficient') === (to ?? 'insufficient');
    return same ? [] : [{ model, specialty, criterion, level, from, to }];
  });
}

interface Named {
  readonly model: string;
  readonly specialty: string | null;
  readonly criterion: string;
  readonly level: string;
}

/** The key of a result. Names do not contain `#` and are not empty. */
export const resultKey = ({ model, specialty, criterion, level }: Named): string =>
  [model, specialty ?? '', criterion, level].join('#');

/** Pairs the values of two maps by key. */
function paired<T>(previous: ReadonlyMap<string, T>, current: ReadonlyMap<string, T>) {
  const keys = [...new Set([...previous.keys(), ...current.keys()])];
  return keys.map((key) => [key, previous.get(key) ?? null, current.get(key) ?? null] as const);
}

const moved = (from: number | null, to: number | null, step: number): boolean =>
  from === null || to === null ? from !== to : Math.abs(to - from) >= step - ROUNDING_TOLERANCE;
