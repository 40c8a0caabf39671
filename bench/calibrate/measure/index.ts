import { worldNamed } from '../world/worlds.ts';
import { measureDissociation } from './dissociation.ts';
import { drawWorld, judge } from './findings.ts';
import { measureLooks } from './looks.ts';
import { measureRanking } from './ranking.ts';
import { measureRates } from './rates.ts';
import { type Measured, Tally } from './tally.ts';
import { measureVerdict } from './verdict.ts';
import { measureVotes } from './votes.ts';
import { measureZones } from './zones.ts';

/** Worlds in which the intervals' target is what the audit claims to estimate; a rogue is not of the population. */
const UNCOVERED = new Set(['one rogue', 'one flatterer', 'winners only']);

/** Where shares of votes are compared with their truth, which takes long to compute. */
const VOTES = new Set(['paper', 'new models', 'heavy tails', 'small study']);

/** Draws one study, audits it, and compares the audit with the truth. */
export function measureWorld(world: string, seed: number): Measured {
  const spec = worldNamed(world);
  if (spec.looks) return measureLooks(spec, seed);
  const given = judge(drawWorld(spec, seed));
  const tally = new Tally();
  if (!UNCOVERED.has(world)) {
    measureRanking(given, tally);
    measureRates(given, tally);
  }
  if (VOTES.has(world)) measureVotes(given, tally);
  measureDissociation(given, tally);
  measureZones(given, tally);
  measureVerdict(given, tally);
  return tally.counts;
}
