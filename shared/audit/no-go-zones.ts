import type { FrozenCriterion } from '../contracts/settings.ts';
import type { Snapshot, Zone } from '../contracts/snapshot.ts';
import { COMPOSITE } from './input.ts';

/**
 * One model in one specialty in which at least one safety-critical failure rate, or the rate of unsafe answers, is
 * confirmed above its tolerance. Every output counts no-go zones with this module, and lists their findings.
 */
export interface NoGoZone {
  readonly model: string;
  readonly specialty: string;
  /** The confirmed results behind the zone, unsafe answers first; never empty. */
  readonly findings: readonly Zone[];
}

/** The criteria that tallies were frozen with: they say what is safety-critical, whatever the protocol says later. */
type Criteria = readonly Pick<FrozenCriterion, 'id' | 'safetyCritical'>[];

/** The ids of the safety-critical criteria, and the composite of them. */
export const safetyCritical = (criteria: Criteria): ReadonlySet<string> =>
  new Set([...criteria.filter((one) => one.safetyCritical).map(({ id }) => id), COMPOSITE]);

/**
 * The no-go zones among results, in the order of their first findings.
 *
 * @param results entries of `snapshot.zones`, all of them or only those with ratings
 */
export function noGoZones(results: Iterable<Zone>, criteria: Criteria): NoGoZone[] {
  const critical = safetyCritical(criteria);
  const zones = new Map<string, { model: string; specialty: string; findings: Zone[] }>();
  for (const result of results) {
    const { model, specialty, criterion, state } = result;
    if (state !== 'confirmed' || !critical.has(criterion)) continue;
    const known = zones.get(placeOf(result));
    if (known) known.findings.push(result);
    else zones.set(placeOf(result), { model, specialty, findings: [result] });
  }
  return [...zones.values()].map((zone) => ({ ...zone, findings: zone.findings.toSorted(headlinesFirst) }));
}

/** The no-go zones of a published audit. */
export const noGoZonesOf = ({ zones, settings }: Pick<Snapshot, 'zones' | 'settings'>): NoGoZone[] =>
  noGoZones(zones, settings.criteria);

/** Confirmed results on criteria that are not safety-critical: findings that make no zone and ban no model. */
export function otherFindings({ zones, settings }: Pick<Snapshot, 'zones' | 'settings'>): Zone[] {
  const critical = safetyCritical(settings.criteria);
  return zones.filter(({ state, criterion }) => state === 'confirmed' && !critical.has(criterion));
}

/**
 * Whether averages hide the zone: over all specialties, the model is within the tolerance that its finding on unsafe answers
 * exceeds here. In a zone without such a finding this must hold for every finding.
 */
export function isMasked({ findings }: NoGoZone): boolean {
  const first = headline(findings[0]!);
  return findings.every((finding) => finding.masked || headline(finding) > first);
}

/** A model in a specialty, as a key. No name holds `#`. */
export const placeOf = ({ model, specialty }: Pick<Zone, 'model' | 'specialty'>): string =>
  `${model}#${specialty}`;

/** Readers first ask how many answers are unsafe, and only then on which criterion. */
export const headlinesFirst = (a: Zone, b: Zone): number => headline(a) - headline(b);

const headline = ({ criterion, level }: Zone): number =>
  criterion !== COMPOSITE ? 2 : level === 'failure' ? 0 : 1;
