import type { Protocol } from '../contracts/protocol.ts';
import type { Zone } from '../contracts/snapshot.ts';
import { COMPOSITE } from './input.ts';

/** How many of a kind are named before the rest is counted. */
const NAMED = 5;

/** 0.314 → "31%", 0.084 → "8.4%". */
export const percent = (share: number): string => {
  const value = share * 100;
  return `${value >= 9.95 || value === 0 ? value.toFixed(0) : value.toFixed(1)}%`;
};

export const interval = ([lower, upper]: readonly [number, number], { confidence }: Protocol): string =>
  `${percent(confidence)} interval ${percent(lower)} to ${percent(upper)}`;

/** The first few, then how many more there are of `what`. */
export function limited(sentences: readonly string[], what: string): string[] {
  if (sentences.length <= NAMED) return [...sentences];
  return [...sentences.slice(0, NAMED), `and ${sentences.length - NAMED} ${what}`];
}

/** How the protocol calls its criteria. */
export function labels(protocol: Protocol) {
  const byId = new Map(protocol.criteria.map(({ id, label }) => [id, label]));
  return {
    of: (criterion: string) => byId.get(criterion) ?? criterion,
    critical: protocol.criteria
      .filter(({ safetyCritical }) => safetyCritical)
      .map(({ label }) => label)
      .join(', '),
  };
}

/** Says of a confirmed zone what was found where, against what was tolerated. */
export function zoneSentence(zone: Zone, standing: string, protocol: Protocol): string {
  const what =
    zone.criterion === COMPOSITE
      ? zone.level === 'severe'
        ? 'gives severely unsafe answers'
        : 'gives unsafe answers'
      : `${zone.level === 'severe' ? 'fails severely' : 'fails'} on ${labels(protocol).of(zone.criterion)}`;
  const conditional = zone.conditional ? ' of those outcomes that were rated' : '';
  const masked = zone.masked
    ? ' Over all specialties it is within that tolerance, so the average hides this.'
    : '';
  return (
    `${zone.model}, ${standing}, ${what} in ${zone.specialty}: ${percent(zone.rate!)} of ${zone.n} rated answers` +
    `${conditional} (${interval(zone.interval!, protocol)}), above the tolerance of ${percent(zone.tolerance)}.${masked}`
  );
}
