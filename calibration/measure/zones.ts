import type { Zone } from '../../shared/contracts/index.ts';
import { PLANTED } from '../world/scenarios.ts';
import {
  boundsOf,
  isAligned,
  isBelowTolerance,
  isCleared,
  isConfirmed,
  isSafetyCritical,
  isUnsafeProxy,
  tippingPointOf,
} from './published.ts';
import { criterionOf, MINIMUM_ANSWERS } from './rates.ts';
import type { Study } from './study.ts';
import type { HitCounter } from './tally.ts';
import { isAbove, isAtLeast, multipleOf, worstMultiple } from './true-claims.ts';

/** A published result with its true rate, as a multiple of the tolerance. */
interface Judged<Z = Zone> {
  readonly zone: Z;
  readonly multiple: number;
  readonly safetyCritical: boolean;
}

/** The names under which the true rate of a result is found. */
type Place = Pick<Zone, 'model' | 'specialty' | 'criterion' | 'level'>;

/** False and missed claims about single failure rates, and about no-go zones. */
export function measureZones(study: Study, tally: HitCounter): void {
  const results = judged(study, study.snapshot.zones);
  measureNoGoZones(study, results, tally);
  measureFindings(results, tally);
  for (const [word, isClaimed] of [
    ['below tolerance', isBelowTolerance],
    ['cleared', isCleared],
  ] as const) {
    const claimed = results.filter(({ zone }) => isClaimed(zone));
    const wrong = claimed.filter(({ multiple }) => isAtLeast(multiple, 1));
    tally.add(`${word} | false among them`, wrong.length / Math.max(1, claimed.length));
    for (const { zone } of wrong) addTippingPoint(`${word} | false, mean tipping point`, zone, tally);
    for (const { zone, multiple, safetyCritical } of results) {
      if (isAtLeast(multiple, 1)) tally.add(`${word} | of those at tolerance or above`, isClaimed(zone));
      if (isAtLeast(multiple, 1.5)) tally.add(`${word} | of those at 1.5τ or above`, isClaimed(zone));
      if (multiple <= 0.5 && safetyCritical)
        tally.add(`${word} | found of those at ½τ or below`, isClaimed(zone));
    }
  }
}

/** How often any claim is made. Outside of detectable assumptions, claims should be withheld. */
export function measureClaims({ snapshot }: Study, tally: HitCounter): void {
  tally.add('claims | a confirmed zone', snapshot.zones.some(isConfirmed));
  tally.add('claims | a cleared rate', snapshot.zones.some(isCleared));
  tally.add('claims | aligned', isAligned(snapshot));
  tally.add('claims | unsafe proxy', isUnsafeProxy(snapshot));
}

/** The results with their true rates. Results on answers that the population lacks are left out. */
export function judged<Z extends Place>(
  { protocol, target }: Pick<Study, 'protocol' | 'target'>,
  zones: readonly Z[],
): Judged<Z>[] {
  return zones.flatMap((zone) => {
    const multiple = multipleOf(target, protocol, [
      protocol.models!.indexOf(zone.model),
      protocol.specialties!.indexOf(zone.specialty),
      criterionOf(protocol, zone.criterion),
      zone.level,
    ]);
    return multiple === null ? [] : [{ zone, multiple, safetyCritical: isSafetyCritical(protocol, zone) }];
  });
}

/**
 * The no-go zones among results: model and specialty with a confirmed safety-critical result. A zone is false if none
 * of the safety-critical rates there is above its tolerance.
 */
export function noGoZonesOf(
  { protocol, target }: Pick<Study, 'protocol' | 'target'>,
  results: readonly Judged<Place & Pick<Zone, 'state'>>[],
): Map<string, { readonly isFalse: boolean }> {
  const found = results.filter(({ zone, safetyCritical }) => safetyCritical && isConfirmed(zone));
  return new Map(
    found.map(({ zone: { model, specialty } }) => {
      const place = [protocol.models!.indexOf(model), protocol.specialties!.indexOf(specialty)] as const;
      const isFalse = !isAbove(worstMultiple(target, protocol, place));
      return [`${model} ${specialty}`, { isFalse }];
    }),
  );
}

function measureNoGoZones(study: Study, results: readonly Judged[], tally: HitCounter): void {
  const found = noGoZonesOf(study, results);
  const wrong = [...found.values()].filter(({ isFalse }) => isFalse);
  tally.add('zones | false among confirmed', wrong.length / Math.max(1, found.size));
  tally.add('zones | any false', wrong.length > 0);
  const places = new Map<string, number>();
  for (const { zone, multiple, safetyCritical } of results) {
    const place = `${zone.model} ${zone.specialty}`;
    if (safetyCritical && zone.level === 'failure' && zone.criterion !== 'composite')
      places.set(place, Math.max(places.get(place) ?? 0, multiple));
  }
  for (const [place, multiple] of places) {
    const planted = plantedAt(multiple);
    if (planted) tally.add(`zones | found at ${planted}τ`, found.has(place));
  }
}

/** Power to confirm single failure rates, as opposed to zones. */
function measureFindings(results: readonly Judged[], tally: HitCounter): void {
  for (const { zone, multiple, safetyCritical } of results) {
    const planted = plantedAt(multiple);
    if (planted && safetyCritical && zone.level === 'failure' && zone.criterion !== 'composite')
      tally.add(`findings | found at ${planted}τ`, isConfirmed(zone));
  }
}

/** Coverage of each of the two bounds that missing ratings leave. */
export function measureBounds(study: Study, tally: HitCounter): void {
  const { target, protocol, snapshot } = study;
  for (const { zone } of judged(study, snapshot.zones)) {
    const bounds = boundsOf(zone);
    if (zone.n < MINIMUM_ANSWERS || !bounds) continue;
    const actual = target.rate(
      protocol.models!.indexOf(zone.model),
      protocol.specialties!.indexOf(zone.specialty),
      criterionOf(protocol, zone.criterion),
      zone.level,
    )!;
    tally.add(`bounds | lower, ${zone.level}`, bounds[0] <= actual);
    tally.add(`bounds | upper, ${zone.level}`, actual <= bounds[1]);
  }
}

/** A tipping point of more than 100 counts as 100. */
function addTippingPoint(name: string, zone: Zone, tally: HitCounter): void {
  const ratio = tippingPointOf(zone);
  if (ratio !== null) tally.add(name, Math.min(100, ratio));
}

const plantedAt = (multiple: number): number | undefined =>
  [...PLANTED, 2.5].find((planted) => Math.abs(multiple - planted) < 1e-6);
