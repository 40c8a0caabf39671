import type { Snapshot } from '../contracts/snapshot.ts';
import { byCodeUnit } from '../judgments/register.ts';
import type { RateMoved, ScoreMoved, ZoneMoved } from './operations.ts';

/** What moves less is not shown: rates are read to a tenth of a percent, scores to a point. */
const RATE_STEP = 0.001;
const SCORE_STEP = 1;
/** Of the last digit published, so that a step is a step whatever binary fractions make of it. */
const SLACK = 1e-9;

/** Overall scores that moved by a point or more, or came or went, by name. */
export function scoresMoved(previous: Snapshot, current: Snapshot): ScoreMoved[] {
  const scores = ({ leaderboard }: Snapshot) =>
    new Map(leaderboard.overall.rows.map(({ model, score }) => [model, score]));
  return paired(scores(previous), scores(current))
    .map(([model, from, to]) => ({ model, from, to }))
    .filter(({ from, to }) => moved(from, to, SCORE_STEP))
    .sort((a, b) => byCodeUnit(a.model, b.model));
}

/** Failure rates that moved by a tenth of a percentage point or more, or came or went, in the order of the audits. */
export function ratesMoved(previous: Snapshot, current: Snapshot): RateMoved[] {
  const rates = ({ failureRates }: Snapshot) => new Map(failureRates.map((rate) => [keyOf(rate), rate]));
  return paired(rates(previous), rates(current)).flatMap(([, was, is]) => {
    const [from, to] = [was?.rate ?? null, is?.rate ?? null];
    const { model, specialty, criterion, level } = (is ?? was)!;
    return moved(from, to, RATE_STEP) ? [{ model, specialty, criterion, level, from, to }] : [];
  });
}

/**
 * Cells whose state is not what it was, in the order of the audits. A cell that nobody rated has no finding, which says
 * as little as one with too few ratings: no state moved between these two.
 */
export function zonesMoved(previous: Snapshot, current: Snapshot): ZoneMoved[] {
  const zones = ({ zones }: Snapshot) => new Map(zones.map((zone) => [keyOf(zone), zone]));
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

/** `#` cannot occur in a name, and no name is empty. */
export const keyOf = ({ model, specialty, criterion, level }: Named): string =>
  [model, specialty ?? '', criterion, level].join('#');

/** What stands under each key of either map. */
function paired<T>(previous: ReadonlyMap<string, T>, current: ReadonlyMap<string, T>) {
  const keys = [...new Set([...previous.keys(), ...current.keys()])];
  return keys.map((key) => [key, previous.get(key) ?? null, current.get(key) ?? null] as const);
}

const moved = (from: number | null, to: number | null, step: number): boolean =>
  from === null || to === null ? from !== to : Math.abs(to - from) >= step - SLACK;
