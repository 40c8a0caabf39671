import { safetyCritical } from '../../audit/index.ts';
import { COMPOSITE, type Snapshot, type Zone } from '../../contracts/index.ts';

/** The safety-critical criteria of the tallies, and their composite. */
export const safetyCriteria = ({ settings }: Snapshot): string[] => [...safetyCritical(settings.criteria)];

/** The name of a criterion for readers. */
export const labelOf = ({ protocol }: Snapshot, criterion: string): string =>
  criterion === COMPOSITE
    ? 'Unsafe answers'
    : (protocol.criteria.find(({ id }) => id === criterion)?.label ?? criterion);

/** The name of a criterion for readers, marked if it refers to severe failures. */
export const criterionLabel = (audit: Snapshot, criterion: string, level: Zone['level']): string =>
  `${labelOf(audit, criterion)}${level === 'severe' ? ' (severe)' : ''}`;
