import type { Snapshot, Zone } from '../contracts/snapshot.ts';
import { byCodeUnit } from '../judgments/register.ts';
import type { Changes } from './operations.ts';

/**
 * What changed from one audit of a study to the next, as the two show it. A difference is a description, not a
 * finding: the error rates that an audit states hold for each audit, not for the better of many.
 *
 * @param since the id of the snapshot of `previous`
 */
export function changesBetween(previous: Snapshot, current: Snapshot, since: string): Changes {
  const moved = (name: 'judgments' | 'votes' | 'ratedAnswers' | 'clinicians') =>
    current.totals[name] - previous.totals[name];
  const [from, to] = [previous.verdict.status, current.verdict.status];
  return {
    since,
    totals: {
      judgments: moved('judgments'),
      votes: moved('votes'),
      ratedAnswers: moved('ratedAnswers'),
      clinicians: moved('clinicians'),
    },
    verdict: from === to ? null : { from, to },
    ranks: ranksMoved(previous, current),
    zonesOpened: confirmedOnlyIn(current, previous),
    zonesClosed: confirmedOnlyIn(previous, current),
    protocol: previous.protocol.hash !== current.protocol.hash,
    codeVersion: previous.codeVersion !== current.codeVersion,
  };
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

function confirmedOnlyIn(here: Snapshot, there: Snapshot): Changes['zonesOpened'] {
  const others = new Set(confirmed(there).map(zoneKey));
  return confirmed(here)
    .filter((zone) => !others.has(zoneKey(zone)))
    .map(({ model, specialty, criterion, level }) => ({ model, specialty, criterion, level }));
}

const confirmed = ({ zones }: Snapshot): Zone[] => zones.filter(({ state }) => state === 'confirmed');

/** `#` cannot occur in a name. */
const zoneKey = ({ model, specialty, criterion, level }: Zone): string =>
  [model, specialty, criterion, level].join('#');
