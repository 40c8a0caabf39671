import type { ClaimSettings, Protocol } from '../contracts/index.ts';
import type { Settings } from '../ledger/cells/index.ts';
import type { Participant } from '../ledger/index.ts';

/** The settings that decide claims, as they were locked. */
export interface LockedSettings {
  /** Null: unknown. */
  readonly at: string | null;
  /** Number of the newest snapshot before the lock. Null: unknown. */
  readonly snapshots: number | null;
  readonly settings: ClaimSettings;
}

/** The inputs of an audit except the counters. The audit depends neither on a clock nor on chance. */
export interface AuditAbout {
  readonly study: string;
  /** The protocol with labels, tolerances and confidence levels. */
  readonly protocol: Protocol;
  /** The criteria that were frozen with the study. They define how cells are read. */
  readonly settings: Settings;
  readonly codeVersion: string;
  /** The settings that were locked. Absent if none were. */
  readonly lock?: LockedSettings | undefined;
  /** At most one entry per clinician, in any order. */
  readonly participants: readonly Participant[];
}
