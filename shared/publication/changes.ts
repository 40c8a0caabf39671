import { isBelowTolerance, noGoZonesOf, zoneKey } from '../audit/index.ts';
import type { Changes, Snapshot, Zone } from '../contracts/index.ts';
import { byCodeUnit } from '../lib/index.ts';
import { differences } from './differences.ts';
import { ratesMoved, resultKey, scoresMoved, zonesMoved } from './moved.ts';
import { underNamesOf } from './names-of-protocol.ts';

/**
 * Computes the changes from one audit of a study to the next. Only alarms keep their error rate over all audits of a
 * study. All other differences are descriptions, because the error rates of no-go zones and of the verdict hold per
 * audit. Names that became aliases since are compared under their new name.
 *
 * @param since the id of the snapshot of `published`
 */
export function changesBetween(published: Snapshot, current: Snapshot, since: string): Changes {
  const previous = underNamesOf(current.protocol, inPresentWords(published));
  const moved = (name: 'judgments' | 'votes' | 'ratedAnswers' | 'clinicians') =>
    current.totals[name] - previous.totals[name];
  const [from, to] = [previous.verdict.status, current.verdict.status];
  const noGoZones = { gained: noGoZonesOnlyIn(current, previous), lost: noGoZonesOnlyIn(previous, current) };
  return {
    since,
    totals: {
      judgments: moved('judgments'),
      votes: moved('votes'),
      ratedAnswers: moved('ratedAnswers'),
      clinicians: moved('clinicians'),
    },
    verdict: from === to ? null : { from, to, alarm: current.verdict.alarm },
    ranks: ranksMoved(previous, current),
    zonesOpened: alarmsOnlyIn(current, previous),
    zonesClosed: alarmsOnlyIn(previous, current),
    confirmations: { gained: noGoZones.gained.length, lost: noGoZones.lost.length },
    noGoZones,
    zones: zonesMoved(previous, current).filter(({ from, to }) => decided(from) || decided(to)),
    scores: scoresMoved(previous, current),
    rates: ratesMoved(previous, current).filter(({ specialty }) => specialty === null),
    protocol: previous.protocol.hash !== current.protocol.hash,
    protocolChanges: protocolChanges(previous, current),
    codeVersion: previous.codeVersion !== current.codeVersion,
  };
}

/** In version 1, `cleared` had the meaning of `below tolerance`. */
function inPresentWords(audit: Snapshot): Snapshot {
  if (audit.schemaVersion > 1) return audit;
  const zones = audit.zones.map((zone) =>
    zone.state === 'cleared' ? { ...zone, state: 'below tolerance' as const } : zone,
  );
  return { ...audit, zones };
}

function ranksMoved(previous: Snapshot, current: Snapshot): Changes['ranks'] {
  const [before, after] = [ranksOf(previous), ranksOf(current)];
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort(byCodeUnit)
    .map((model) => ({ model, from: before.get(model) ?? null, to: after.get(model) ?? null }))
    .filter(({ from, to }) => from !== to);
}

const ranksOf = ({ leaderboard }: Snapshot): Map<string, number> =>
  new Map(leaderboard.overall.rows.map(({ model, rank }) => [model, rank]));

/** Results with an alarm in the first audit but not in the second. */
function alarmsOnlyIn(here: Snapshot, there: Snapshot): Changes['zonesOpened'] {
  const others = new Set(there.zones.filter(({ alarm }) => alarm).map(resultKey));
  return here.zones.filter((zone) => zone.alarm && !others.has(resultKey(zone))).map(nameOf);
}

function noGoZonesOnlyIn(here: Snapshot, there: Snapshot) {
  const others = new Set(noGoZonesOf(there).map(zoneKey));
  return noGoZonesOf(here)
    .filter((zone) => !others.has(zoneKey(zone)))
    .map(({ model, specialty }) => ({ model, specialty }));
}

const decided = (state: string | null): boolean =>
  state !== null && (state === 'confirmed' || isBelowTolerance({ state }));

/** The differences without the hash, which has no further information. */
const protocolChanges = (previous: Snapshot, current: Snapshot): Changes['protocolChanges'] =>
  [...differences(previous.protocol, current.protocol)]
    .filter(({ path }) => path !== 'hash')
    .map(({ path, from, to }) => ({ path, from, to }) as NonNullable<Changes['protocolChanges']>[number]);

const nameOf = ({ model, specialty, criterion, level }: Zone) => ({ model, specialty, criterion, level });
