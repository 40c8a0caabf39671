import type { Level, Protocol } from '../../contracts/index.ts';
import {
  benjaminiHochberg,
  benjaminiHochbergLimits,
  harmonicMeanP,
  holm,
  holmLimits,
  selectFamilies,
  simes,
} from '../../stats/index.ts';

/** A tested result before adjustment. */
export interface ControlledResult {
  /** The key of its model in its specialty. */
  readonly zone: number;
  /** Results on safety-critical criteria and the composite decide about zones. */
  readonly safetyCritical: boolean;
  readonly family: string;
  readonly level: Level;
  /** P-value for the hypothesis that the rate is at most the tolerance. */
  readonly p: number;
}

/** The p-values that decide about a result. */
export interface Adjusted {
  /** P-value for the hypothesis that no rate of the zone exceeds its tolerance. Null on other criteria. */
  readonly zoneP: number | null;
  readonly zoneAdjustedP: number | null;
  /** The result is confirmed if this is at most the false discovery rate of the protocol. */
  readonly adjustedP: number;
  /** The largest p-value at which the result would still be confirmed, all others equal. Null if it is not confirmed. */
  readonly largestP: number | null;
}

type Settings = Pick<Protocol, 'falseDiscoveryRate' | 'multiplicity'>;

/**
 * The share of a zone's level that its failures and its severe failures get. Severe failures are rare, so their tests
 * seldom find a zone on their own.
 */
const LEVEL_SHARES: Readonly<Record<Level, number>> = { failure: 0.9, severe: 0.1 };

/**
 * Controls the false discovery rate of zones, and that of findings within the selected zones.
 *
 * A family has Simes' p-value. Within a level, the p-value of a zone is the harmonic mean of those of its two families,
 * as a p-value. Families stay apart, because true findings on the composite would otherwise loosen the tests of single
 * criteria. The p-value of the zone is the smaller of those of its levels, each divided by its share (weighted
 * Bonferroni; Genovese, Roeder & Wasserman 2006).
 *
 * Benjamini–Hochberg over zones selects R of m zones at level q. Within a selected zone, Benjamini–Hochberg tests each family at level q·R/m. The adjusted p-value
 * is the larger of the zone's and the result's, scaled by m/R. Every selected zone has a finding, because the p-value of
 * a zone is at least the smallest of its families.
 *
 * Findings on criteria that are not safety-critical make no zone. They are adjusted over all zones, within their own
 * families. With Holm, all safety-critical results of the study form one family, so the error rate holds for any false
 * finding and therefore for any false zone.
 * @see docs/decisions/0140-zones-are-controlled-first.md
 * @see docs/decisions/0155-zones-are-found-by-mid-p-and-harmonic-means.md
 */
export function adjustedResults(results: readonly ControlledResult[], settings: Settings): Adjusted[] {
  const adjusted = new Array<Adjusted>(results.length);
  const critical: number[] = [];
  const others: number[] = [];
  for (const [at, { safetyCritical }] of results.entries()) (safetyCritical ? critical : others).push(at);

  const { multiplicity, falseDiscoveryRate: q } = settings;
  const [adjust, limitsOf, byZone] =
    multiplicity === 'Holm'
      ? [holm, holmLimits, familywise]
      : [benjaminiHochberg, benjaminiHochbergLimits, selective];
  for (const members of Map.groupBy(others, (at) => results[at]!.family).values()) {
    const p = members.map((at) => results[at]!.p);
    const [values, limits] = [adjust(p), limitsOf(p, q)];
    for (const [i, at] of members.entries()) {
      const adjustedP = values[i]!;
      const largestP = adjustedP <= q ? limits[i]! : null;
      adjusted[at] = { zoneP: null, zoneAdjustedP: null, adjustedP, largestP };
    }
  }
  for (const [at, found] of byZone(results, critical, q)) adjusted[at] = found;
  return adjusted;
}

/** @param places the places of the safety-critical results */
function* selective(
  results: readonly ControlledResult[],
  places: readonly number[],
  q: number,
): Generator<[number, Adjusted]> {
  const zones = [...Map.groupBy(places, (at) => results[at]!.zone).values()].map((members) =>
    [...Map.groupBy(members, (at) => results[at]!.family).values()].map((family) => ({
      members: family,
      level: results[family[0]!]!.level,
      p: family.map((at) => results[at]!.p),
    })),
  );
  const zoneP = zones.map(combined);
  const { adjusted, levelWithin } = selectFamilies(zoneP, q);
  const scale = levelWithin > 0 ? q / levelWithin : zones.length;
  for (const [zone, families] of zones.entries()) {
    for (const family of families) {
      const own = benjaminiHochberg(family.p);
      for (const [i, at] of family.members.entries()) {
        const adjustedP = Math.max(adjusted[zone]!, Math.min(1, own[i]! * scale));
        yield [
          at,
          {
            zoneP: zoneP[zone]!,
            zoneAdjustedP: adjusted[zone]!,
            adjustedP,
            largestP: adjustedP <= q ? largestInZone(families, family, i, levelWithin) : null,
          },
        ];
      }
    }
  }
}

/** The results of a zone in one family. */
interface ZoneFamily {
  readonly level: Level;
  readonly p: readonly number[];
}

/** The p-value of a zone. A level has the family of the criteria, that of the composite, or both. */
function combined(families: readonly ZoneFamily[]): number {
  const levels = [...Map.groupBy(families, ({ level }) => level)];
  const all = levels.reduce((sum, [level]) => sum + LEVEL_SHARES[level], 0);
  return levels.reduce((least, [level, own]) => {
    const share = LEVEL_SHARES[level] / all;
    const [first, second] = own.map(({ p }) => simes(p));
    const ofLevel = second === undefined ? first! : harmonicMeanP([first!, second]);
    return Math.min(least, ofLevel / share);
  }, 1);
}

/** Steps of bisection for the largest p-value. Each gives one more binary digit. */
const STEPS = 40;

/**
 * The largest p-value at which a result is still confirmed: it is rejected within its family, and its zone is selected.
 * Both happen at the same level.
 */
function largestInZone(
  families: readonly ZoneFamily[],
  family: ZoneFamily,
  place: number,
  level: number,
): number {
  const withP = (p: number) => ({ ...family, p: family.p.with(place, p) });
  const isSelected = (p: number) =>
    combined(families.map((other) => (other === family ? withP(p) : other))) <= level;
  const within = benjaminiHochbergLimits(family.p, level)[place]!;
  if (isSelected(within)) return within;
  let [low, high] = [family.p[place]!, within];
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (isSelected(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** The p-value of a zone is Bonferroni's. Its adjusted p-value is the smallest of its results. */
function* familywise(
  results: readonly ControlledResult[],
  places: readonly number[],
  q: number,
): Generator<[number, Adjusted]> {
  const p = places.map((at) => results[at]!.p);
  const own = holm(p);
  const limits = holmLimits(p, q);
  for (const members of Map.groupBy(places.keys(), (i) => results[places[i]!]!.zone).values()) {
    const zoneP = Math.min(1, members.length * Math.min(...members.map((i) => p[i]!)));
    const zoneAdjustedP = Math.min(...members.map((i) => own[i]!));
    for (const i of members) {
      const adjustedP = own[i]!;
      yield [places[i]!, { zoneP, zoneAdjustedP, adjustedP, largestP: adjustedP <= q ? limits[i]! : null }];
    }
  }
}
