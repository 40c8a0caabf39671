import type { WorldSpec } from '../world/spec.ts';
import type { UnitKind } from '../world/units.ts';
import { worldNamed } from '../world/worlds.ts';
import { measureCorrelations, measureDissociation } from './dissociation.ts';
import { drawWorldStudy, judge, type Study } from './findings.ts';
import { measureLooks } from './looks.ts';
import { measureRanking } from './ranking.ts';
import { measureRates } from './rates.ts';
import { HitCounter, type Measured } from './tally.ts';
import { measureVerdict } from './verdict.ts';
import { measureVotes } from './votes.ts';
import { measureCostlyMethods, measureZones } from './zones.ts';

/**
 * Worlds in which the audit does not estimate the target of the intervals: a rogue does not belong to the population.
 */
const UNCOVERED = new Set(['one rogue', 'one flatterer', 'winners only']);

/** Worlds in which shares of votes are compared with their truth, which takes long to compute. */
const VOTES = new Set(['paper', 'new models', 'heavy tails', 'small study']);

/** Worlds in which rank correlations are compared with their truth. */
const CORRELATIONS = new Set([
  'paper',
  'uneven specialties',
  'heavy tails',
  'losers rated less',
  'small study',
]);

/** Methods were chosen on seeds below this seed. Seeds from here on confirm them. */
export const FIRST_FRESH_SEED = 20_001;

/** A group of measures: its input and its function. Each group is measured and recorded separately. */
interface Group {
  /**
   * First fresh seed, if it differs from the other groups': the measured method was changed after those seeds had
   * been seen.
   */
  readonly first?: number;
  readonly measure: (study: Study, tally: HitCounter) => void;
  readonly of: (spec: WorldSpec) => boolean;
}

const everywhere = () => true;
const covered = ({ name }: WorldSpec) => !UNCOVERED.has(name);
const GROUPS = new Map<string, Group>([
  ['ranking', { measure: measureRanking, of: covered }],
  ['rates', { measure: measureRates, of: covered, first: 30_001 }],
  ['votes', { measure: measureVotes, of: ({ name }) => VOTES.has(name) }],
  ['correlations', { measure: measureCorrelations, of: ({ name }) => CORRELATIONS.has(name), first: 30_001 }],
  ['dissociation', { measure: measureDissociation, of: everywhere }],
  ['zones', { measure: measureZones, of: everywhere }],
  ['costly methods', { measure: measureCostlyMethods, of: everywhere }],
  ['verdict', { measure: measureVerdict, of: everywhere }],
]);
/** The only group that is measured in worlds with repeated looks. */
const LOOKS = 'looks';

export const GROUP_NAMES: readonly string[] = [...GROUPS.keys(), LOOKS];

export const firstSeedOf = (group: string): number => GROUPS.get(group)?.first ?? FIRST_FRESH_SEED;

/** The groups that are measured in a world. */
export function groupsIn(world: string): string[] {
  const spec = worldNamed(world);
  return spec.looks ? [LOOKS] : [...GROUPS].flatMap(([name, group]) => (group.of(spec) ? [name] : []));
}

/**
 * Draws one study, audits it, and compares the audit with the truth, by group of measures.
 * @param units the kind of sampling units
 */
export function measureWorld(
  world: string,
  seed: number,
  groups: readonly string[] = groupsIn(world),
  units: UnitKind = 'clinicians',
): Map<string, Measured> {
  const spec = worldNamed(world);
  if (spec.looks) return new Map([[LOOKS, measureLooks(spec, seed, units)]]);
  const study = judge(drawWorldStudy(spec, seed, units));
  return new Map(
    groups.map((name) => {
      const tally = new HitCounter();
      GROUPS.get(name)!.measure(study, tally);
      return [name, tally.counts];
    }),
  );
}
