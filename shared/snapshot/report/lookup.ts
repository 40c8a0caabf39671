import { safetyCritical } from '../../audit/no-go-zones.ts';
import type { Snapshot, Zone } from '../../contracts/snapshot.ts';

/** What the composite is called among the criteria. */
export const COMPOSITE = 'composite';

/** The safety-critical criteria that the tallies count, and the composite of them. */
export const safetyCriteria = ({ settings }: Snapshot): string[] => [...safetyCritical(settings.criteria)];

/** A criterion as people call it. */
export const labelOf = ({ protocol }: Snapshot, criterion: string): string =>
  criterion === COMPOSITE
    ? 'Unsafe answers'
    : (protocol.criteria.find(({ id }) => id === criterion)?.label ?? criterion);

/** A criterion as people call it, and whether severe failures of it are meant. */
export const criterionLabel = (audit: Snapshot, criterion: string, level: Zone['level']): string =>
  `${labelOf(audit, criterion)}${level === 'severe' ? ' (severe)' : ''}`;
