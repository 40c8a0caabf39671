import { type EvidenceSource, MAX_UNITS } from '../../shared/audit/evidence/index.ts';
import { GROUPS } from '../../shared/ledger/cells/index.ts';
import type { Drawn } from './draw.ts';
import type { WorldSpec } from './spec.ts';

/** The sampling units of a study. */
export interface Sampling {
  readonly source: EvidenceSource;
  /** Number of units. */
  readonly units: number;
  readonly unitOf: (judgment: Drawn) => number;
}

/** The kinds of sampling units: those of studies up to 200,000 judgments, and those of larger ones. */
export const UNIT_KINDS = ['clinicians', 'groups'] as const;
export type UnitKind = (typeof UNIT_KINDS)[number];

/** The sampling units of a world's studies. */
export function samplingOf({ clinicians }: Pick<WorldSpec, 'clinicians'>, kind: UnitKind): Sampling {
  if (kind === 'groups') return { source: { kind: 'counters' }, units: GROUPS, unitOf: ({ group }) => group };
  const units = Math.min(clinicians, MAX_UNITS);
  const source = {
    kind: 'judgments',
    units: { clinicians: units, items: 0, sites: 0 },
    named: { judgments: 0, withItem: 0, withSite: 0 },
    digest: '',
  } as const;
  return { source, units, unitOf: ({ clinician }) => clinician % units };
}
