import { type EvidenceSource, MAX_UNITS } from '../../shared/audit/evidence/index.ts';
import type { Drawn } from './draw.ts';
import type { WorldSpec } from './spec.ts';

/** The sampling units of a study. */
export interface Sampling {
  readonly source: EvidenceSource;
  /** Number of units. */
  readonly units: number;
  readonly unitOf: (judgment: Drawn) => number;
}

/** The sampling units of a study: each clinician, as in studies of up to 200,000 judgments. */
export function samplingOf({ clinicians }: Pick<WorldSpec, 'clinicians'>): Sampling {
  const units = Math.min(clinicians, MAX_UNITS);
  const source = { kind: 'judgments', units: { clinicians: units, items: 0, sites: 0 }, digest: '' } as const;
  return { source, units, unitOf: ({ clinician }) => clinician % units };
}
