import { COMPOSITE, type Snapshot, type Zone } from '../../contracts/index.ts';
import type { FrozenCriterion } from '../../ledger/cells/index.ts';

/**
 * A model in a specialty with at least one confirmed result: a safety-critical failure rate, or the rate of unsafe
 * answers, is above its tolerance. Every output uses this module to count no-go zones and to list their findings.
 * @see docs/decisions/0093-zones-are-counted-findings-are-listed.md
 */
export interface NoGoZone {
  readonly model: string;
  readonly specialty: string;
  /** The confirmed results of the zone, with unsafe answers first. Never empty. */
  readonly findings: readonly Zone[];
}

/**
 * The criteria that were frozen with the tallies. They define which criteria are safety-critical, even if the protocol
 * later differs.
 */
type Criteria = readonly Pick<FrozenCriterion, 'id' | 'safetyCritical'>[];

/** The ids of the safety-critical criteria and of their composite. */
export const safetyCritical = (criteria: Criteria): ReadonlySet<string> =>
  new Set([...criteria.filter((one) => one.safetyCritical).map(({ id }) => id), COMPOSITE]);

/**
 * Groups results into no-go zones, in the order of their first findings.
 *
 * @param results entries of `snapshot.zones`: all of them, or only those with ratings
 */
export function noGoZones(results: Iterable<Zone>, criteria: Criteria): NoGoZone[] {
  const critical = safetyCritical(criteria);
  const zones = new Map<string, { model: string; specialty: string; findings: Zone[] }>();
  for (const result of results) {
    const { model, specialty, criterion, state } = result;
    if (state !== 'confirmed' || !critical.has(criterion)) continue;
    const known = zones.get(zoneKey(result));
    if (known) known.findings.push(result);
    else zones.set(zoneKey(result), { model, specialty, findings: [result] });
  }
  return [...zones.values()].map((zone) => ({ ...zone, findings: zone.findings.toSorted(headlinesFirst) }));
}

/** The no-go zones of a published audit. */
export const noGoZonesOf = ({ zones, settings }: Pick<Snapshot, 'zones' | 'settings'>): NoGoZone[] =>
  noGoZones(zones, settings.criteria);

/** Confirmed results on criteria that are not safety-critical. They neither create a zone nor exclude a model. */
export function otherFindings({ zones, settings }: Pick<Snapshot, 'zones' | 'settings'>): Zone[] {
  const critical = safetyCritical(settings.criteria);
  return zones.filter(({ state, criterion }) => state === 'confirmed' && !critical.has(criterion));
}

/**
 * Whether the average over all specialties hides the zone. This is so if the model is within the tolerance for unsafe
 * answers over all specialties, but exceeds it here. In a zone without a finding on unsafe answers, the condition must
 * hold for every finding.
 */
export function isMasked({ findings }: NoGoZone): boolean {
  const first = headline(findings[0]!);
  return findings.every((finding) => finding.masked || headline(finding) > first);
}

/** Whether a rate is below its tolerance in the ratings at hand. Cleared rates are, in addition to more. */
export const isBelowTolerance = ({ state }: { readonly state: string }): boolean =>
  state === 'below tolerance' || state === 'cleared';

/** The key of a model in a specialty. Names do not contain `#`. */
export const zoneKey = ({ model, specialty }: Pick<Zone, 'model' | 'specialty'>): string =>
  `${model}#${specialty}`;

/** Compares findings so that unsafe answers precede single criteria, because readers ask for them first. */
export const headlinesFirst = (a: Zone, b: Zone): number => headline(a) - headline(b);

const headline = ({ criterion, level }: Zone): number =>
  criterion !== COMPOSITE ? 2 : level === 'failure' ? 0 : 1;
