import type { Protocol } from '../contracts/index.ts';
import type { Settings } from '../ledger/cells/index.ts';
import type { Participant } from '../ledger/index.ts';

/** The inputs of an audit except the counters. The audit depends neither on a clock nor on chance. */
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
