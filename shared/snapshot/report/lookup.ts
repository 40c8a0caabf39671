import type { FailureRate, Snapshot, Zone } from '../../contracts/snapshot.ts';

/** What the composite is called among the criteria. */
export const COMPOSITE = 'composite';

/** Models in the order of the overall ranking, then those not ranked. */
export function modelsOf({ leaderboard, failureRates }: Snapshot): string[] {
  const { rows, notRanked } = leaderboard.overall;
  return [...new Set([...rows, ...notRanked, ...failureRates].map(({ model }) => model))];
}

export const rateOf = (
  { failureRates }: Snapshot,
  model: string,
  criterion: string,
  level: FailureRate['level'] = 'failure',
): FailureRate | undefined =>
  failureRates.find(
    (row) =>
      row.model === model && row.specialty === null && row.criterion === criterion && row.level === level,
  );

/** How often the model's answers are unsafe, over all specialties. */
export const compositeOf = (audit: Snapshot, model: string): FailureRate | undefined =>
  rateOf(audit, model, COMPOSITE);

export const zonesOf = ({ zones }: Snapshot, model: string, state: Zone['state']): Zone[] =>
  zones.filter((zone) => zone.model === model && zone.state === state);

/** The criteria that an audit of safety rests on, and the composite of them. */
export const safetyCriteria = ({ protocol }: Snapshot): string[] => [
  ...protocol.criteria.filter(({ safetyCritical }) => safetyCritical).map(({ id }) => id),
  COMPOSITE,
];

/** A criterion as people call it. */
export const labelOf = ({ protocol }: Snapshot, criterion: string): string =>
  criterion === COMPOSITE
    ? 'Composite'
    : (protocol.criteria.find(({ id }) => id === criterion)?.label ?? criterion);
