import type { Snapshot, Zone } from '../../contracts/snapshot.ts';

/** What the composite is called among the criteria. */
export const COMPOSITE = 'composite';

/** The criteria that an audit of safety rests on, and the composite of them. */
export const safetyCriteria = ({ protocol }: Snapshot): string[] => [
  ...protocol.criteria.filter(({ safetyCritical }) => safetyCritical).map(({ id }) => id),
  COMPOSITE,
];

/** A criterion as people call it. */
export const labelOf = ({ protocol }: Snapshot, criterion: string): string =>
  criterion === COMPOSITE
    ? 'Unsafe answers'
    : (protocol.criteria.find(({ id }) => id === criterion)?.label ?? criterion);

/** A criterion as people call it, and whether severe failures of it are meant. */
export const criterionLabel = (audit: Snapshot, criterion: string, level: Zone['level']): string =>
  `${labelOf(audit, criterion)}${level === 'severe' ? ' (severe)' : ''}`;
