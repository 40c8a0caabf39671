import type { Protocol } from '../contracts/protocol.ts';
import type { Settings } from '../contracts/settings.ts';
import type { Participant } from '../store/port.ts';
import type { Cell } from '../tallies/cell.ts';

/** What an audit depends on beside the counters. */
export interface AuditAbout {
  readonly study: string;
  /** Labels, tolerances and levels. */
  readonly protocol: Protocol;
  /** The criteria frozen with the study, which say how to read the cells. */
  readonly settings: Settings;
  readonly codeVersion: string;
  /** At most one a clinician, in any order. */
  readonly participants: readonly Participant[];
}

/** All that an audit depends on: there is no clock and no chance in it. */
export interface AuditInput extends AuditAbout {
  /** At most one a key, in any order; read once. */
  readonly cells: Iterable<Cell>;
}

export type Level = 'failure' | 'severe';
export const LEVELS: readonly Level[] = ['failure', 'severe'];

/** What the composite is called where a criterion is named. */
export const COMPOSITE = 'composite';
