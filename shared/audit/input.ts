import type { Protocol } from '../contracts/index.ts';
import type { Cell, Settings } from '../ledger/cells/index.ts';
import type { Participant } from '../ledger/index.ts';

/** The inputs of an audit except the counters. */
export interface AuditAbout {
  readonly study: string;
  /** The protocol with labels, tolerances and confidence levels. */
  readonly protocol: Protocol;
  /** The criteria that were frozen with the study. They define how cells are read. */
  readonly settings: Settings;
  readonly codeVersion: string;
  /** At most one entry per clinician, in any order. */
  readonly participants: readonly Participant[];
}

/** All inputs of an audit. The audit depends neither on a clock nor on chance. */
export interface AuditInput extends AuditAbout {
  /** At most one cell per key, in any order. They are read once. */
  readonly cells: Iterable<Cell>;
}
