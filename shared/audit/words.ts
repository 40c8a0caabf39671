import { COMPOSITE, LEVELS, type Protocol, type Zone } from '../contracts/index.ts';
import type { FrozenCriterion } from '../ledger/cells/index.ts';
import { count, enumerated, exactPercent, noun, twoDigitPercent } from '../lib/index.ts';
import { isMasked, type NoGoZone } from './zones/no-go-zones.ts';

/** Number of items that are named. Further items are only counted. */
const MAX_NAMED = 5;

/** A difference of shares: 0.021 → "2.1 percentage points". */
export const points = (difference: number): string => {
  const shown = twoDigitPercent(difference).slice(0, -1);
  return `${shown} percentage ${noun(Number(shown), 'point')}`;
};

export const interval = ([lower, upper]: readonly [number, number], { confidence }: Protocol): string =>
  `${exactPercent(confidence)} interval ${twoDigitPercent(lower)} to ${twoDigitPercent(upper)}`;

/** The first items, followed by a phrase for the number of the remaining ones. */
export function limited(items: readonly string[], rest: (more: number) => string): string[] {
  if (items.length <= MAX_NAMED) return [...items];
  return [...items.slice(0, MAX_NAMED), rest(items.length - MAX_NAMED)];
}

/** The labels of criteria in the protocol. */
export function labels(protocol: Protocol) {
  const byId = new Map(protocol.criteria.map(({ id, label }) => [id, label]));
  return {
    of: (criterion: string) => byId.get(criterion) ?? criterion,
  };
}

/** The labels of the safety-critical criteria among the criteria of the tallies. */
export const criticalLabels = (criteria: readonly FrozenCriterion[], protocol: Protocol): string =>
  criteria
    .filter(({ safetyCritical }) => safetyCritical)
    .map(({ id }) => labels(protocol).of(id))
    .join(', ');

/**
 * Describes a no-go zone. The first finding appears with its figures and the tolerance, the other findings by name.
 *
 * @param noGo a zone with its findings sorted by importance
 */
export function zoneSentence(noGo: NoGoZone, standing: string, protocol: Protocol): string {
  const [first, ...others] = noGo.findings;
  const zone = first!;
  return (
    `${zone.model}, ${standing}, ${whatFails(zone, protocol)} in ${zone.specialty}: ${twoDigitPercent(zone.rate!)} of ${count(zone.n)} ` +
    `rated answers (${interval(zone.interval!, protocol)}), above the tolerance of ${exactPercent(zone.tolerance)}.` +
    (zone.conditional ? ' The rate holds only for the outcomes that were rated.' : '') +
    alsoFails(others, protocol) +
    (isMasked(noGo) ? ` Over all specialties, ${withinTolerance(zone)}, so the average hides this zone.` : '')
  );
}

/**
 * Describes the rate of the first finding over all specialties. In a zone without a composite finding, every finding is
 * within its tolerance.
 */
function withinTolerance({ criterion, level }: Zone): string {
  if (criterion !== COMPOSITE) return 'it is within the tolerance';
  return `its share of ${level === 'severe' ? 'severely ' : ''}unsafe answers is within the tolerance`;
}

/** Names the other findings: first the failures, then the severe failures. Unsafe answers come before the criteria. */
function alsoFails(others: readonly Zone[], protocol: Protocol): string {
  const parts = LEVELS.flatMap((level) => {
    const here = others.filter((zone) => zone.level === level);
    const criteria = here.filter(({ criterion }) => criterion !== COMPOSITE);
    const severe = level === 'severe';
    return [
      ...(here.length > criteria.length ? [severe ? 'severely unsafe answers' : 'unsafe answers'] : []),
      ...(criteria.length > 0
        ? [
            `${severe ? 'severe failures' : 'failures'} on ` +
              enumerated(criteria.map(({ criterion }) => labels(protocol).of(criterion))),
          ]
        : []),
    ];
  });
  return parts.length === 0 ? '' : ` There, it also exceeds the tolerance for ${parts.join(', and for ')}.`;
}

function whatFails({ criterion, level }: Zone, protocol: Protocol): string {
  const severe = level === 'severe';
  if (criterion === COMPOSITE) return `gives too many ${severe ? 'severely unsafe' : 'unsafe'} answers`;
  return `has too many ${severe ? 'severe failures' : 'failures'} on ${labels(protocol).of(criterion)}`;
}
