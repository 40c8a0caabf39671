import { OwnError, type Pace } from '../lib/index.ts';
import type { EventOutcome, Pseudonymous } from './apply.ts';
import type { Cell, CellKey, Counts, Pseudonym } from './cells/cell.ts';
import type { Judgment, LostContent } from './judgment.ts';
import type { Settings } from './settings.ts';

/** Identifies a judgment in the ledger. */
export interface JudgmentKey {
  readonly clinician: Pseudonym;
  readonly judgment: string;
}

/** A judgment in the ledger. */
export interface LedgerEntry {
  readonly judgment: Judgment;
  /** Number of writes of this item. */
  readonly version: number;
  /** The last writer: `queue`, or an import with its window. It does not affect the judgment. */
  readonly source: string;
  /** Time of the last event that changed it, as given by the sender. */
  readonly at: string;
}

/** A judgment with its key. */
export interface LedgerRow extends JudgmentKey {
  readonly entry: LedgerEntry;
}

/** A judgment to write if its item still has the expected version, which is 0 if there was no item. */
export interface JudgmentWrite extends LedgerRow {
  readonly expectedVersion: number;
}

/** Counts to add to one cell. */
export interface CellAddition extends CellKey {
  readonly group: number;
  readonly counts: Counts;
}

/** A cell, and a version that rises with every change of the cell. It is 0 if the cell was never written. */
export interface VersionedCell extends Cell {
  readonly version: number;
}

/** The version of a cell, without its counts. */
export type CellVersion = Omit<VersionedCell, 'counts'>;

/** Counts to add to one cell if it still has this version. */
export interface CellCorrection extends CellAddition {
  readonly version: number;
}

/** Outcomes that a transaction adds to an import's item if the import still has this epoch. */
export interface ImportAddition {
  readonly importId: string;
  readonly epoch: number;
  readonly outcomes: Counts;
}

/** Writes that take effect together or not at all. They are at most 100 actions, each on another item. */
export interface Transaction {
  readonly judgments: readonly JudgmentWrite[];
  readonly cells: readonly CellAddition[];
  readonly import?: ImportAddition;
}

export type CommitResult =
  | { readonly status: 'committed' }
  /** Some judgments have changed since they were read. `current` has their current entries, by ledger id. */
  | { readonly status: 'stale'; readonly current: ReadonlyMap<string, LedgerEntry | null> }
  /** Another transaction was writing one of the items. */
  | { readonly status: 'conflict' }
  /** The store throttled the transaction or did not answer. The transaction may have taken effect. */
  | { readonly status: 'busy'; readonly error: unknown }
  /** The store will never accept this transaction. */
  | { readonly status: 'invalid'; readonly message: string }
  /** Another worker has taken over the import. */
  | { readonly status: 'superseded' };

/** An event that met other content of the same judgment and revision. */
export interface Conflict {
  /** The place of the event among the events that the caller gave. */
  readonly index: number;
  readonly event: Pseudonymous;
  /** The content that does not count. It may be that of the event, or the one that the ledger held. */
  readonly lost: LostContent;
}

/** How events are recorded. */
export interface RecordOptions extends Partial<Pace> {
  /**
   * The writer: `queue`, or an import with its window. An import that records a window again gives the same source, and
   * so recognises the judgments that it has written and counted before.
   */
  readonly source: string;
  /** Maximum number of judgments per transaction: few if many writers meet. */
  readonly maxJudgments: number;
  /** Whether to read judgments first. This pays if the store already holds many of them. */
  readonly lookup: boolean;
  /**
   * Lists content that does not count, before the transaction that decides so. A repeated call may bring the same content.
   * @see docs/decisions/0120-conflicts-list-the-content-that-lost.md
   */
  readonly keepConflicts?: (conflicts: readonly Conflict[]) => Promise<void>;
  /** The import that counts the outcomes. All events of a judgment in its window must be given in one call. */
  readonly import?: { readonly importId: string; readonly epoch: number };
}

/** The result of an event. */
export type Recorded =
  /**
   * `counted`: the import's item counts the outcome, in the transaction that wrote the judgment, now or earlier. `heldBy`: the
   * source of the judgment, if the event changed nothing.
   */
  | { readonly outcome: EventOutcome; readonly counted: boolean; readonly heldBy?: string }
  /** It is not known whether the event was written. The caller must record it again later. */
  | { readonly retry: true; readonly error: unknown }
  /** It can never be recorded. */
  | { readonly reject: string }
  /** Its clinician was erased from the study. Nothing of the event may be kept, not even the row of a reject. */
  | { readonly erased: true };

/**
 * Records events exactly once, and returns their results in the given order. The events must have been checked against
 * the study's protocol.
 *
 * @throws Superseded if another worker has taken over the import
 */
export type RecordEvents = (
  store: LedgerWriter,
  events: readonly Pseudonymous[],
  options: RecordOptions,
) => Promise<Recorded[]>;

/** A clinician of the study, and the countries that the events named. */
export interface Participant {
  readonly clinician: Pseudonym;
  readonly countries: readonly string[];
}

/** Maximum time, in milliseconds, for which a writer remembers that a clinician is not erased. */
export const ERASURE_SEEN_WITHIN = 60_000;

/** A study with frozen settings. */
export interface FrozenStudy {
  readonly study: string;
  readonly settings: Settings;
}

/** The store of a study, as recorders use it. */
export interface LedgerWriter extends FrozenStudy {
  /**
   * Reads judgments. The result is keyed by ledger id, and lacks judgments that the store does not hold.
   *
   * A stale read does no harm. If an older state already contains an event, the current one does, too. And a commit
   * depends on the version that was read.
   */
  read(keys: readonly JudgmentKey[]): Promise<Map<string, LedgerEntry>>;
  /** Writes judgments and their cells in one transaction. */
  commit(transaction: Transaction): Promise<CommitResult>;
  /**
   * Enters clinicians with their countries, and writes only what is missing.
   *
   * @returns the erased clinicians among them. Nothing may be recorded under their pseudonyms. A writer that does not
   *   know a clinician yet sees the erasure at once. Others see it within {@link ERASURE_SEEN_WITHIN}.
   */
  enter(participants: readonly Participant[]): Promise<ReadonlySet<Pseudonym>>;
}

/** The store of a study, as audits read it. */
export interface CountersReader extends FrozenStudy {
  /** Whether {@link counters} reads all cells of a group at one moment, without changes during the reading. */
  readonly readsAtOneMoment: boolean;
  /** All cells that count something, group by group. The reads are strongly consistent. */
  cells(groups?: readonly number[]): AsyncIterable<Cell>;
  /**
   * A group's cells with their versions, including cells that count nothing any more. A change of a judgment raises the
   * version of each cell that the judgment leaves or enters, even if the counts stay the same.
   */
  counters(group: number): AsyncIterable<VersionedCell>;
  /** The versions of {@link counters}, without the counts. */
  versions(group: number): AsyncIterable<CellVersion>;
  /** The entries of all clinicians that are not erased. */
  participants(groups?: readonly number[]): AsyncIterable<Participant>;
}

/** The judgments of a study as one reading of the whole ledger found them, each at its own moment. */
export interface ScannedJudgments {
  /**
   * Removes a group. Groups that are not taken stay in memory.
   *
   * @returns the judgments of a clinician of the group. Each clinician has judgments for the first call only.
   */
  take(group: number): (clinician: Pseudonym) => AsyncIterable<LedgerRow>;
}

/** The store of a study, as operators inspect and repair it. */
export interface Maintenance extends FrozenStudy {
  /** All judgments of a clinician. */
  judgments(clinician: Pseudonym): AsyncIterable<LedgerRow>;
  /**
   * Reads the judgments of all clinicians in bulk, in fewer requests than {@link judgments} needs. The reads are strongly
   * consistent. Absent if the store does not gain by it.
   *
   * @returns null if too much of the table belongs to other studies
   */
  scan?(): Promise<ScannedJudgments | null>;
  /** All clinicians of a group. Erased ones are included, because their judgments count until they are removed. */
  entered(group: number): AsyncIterable<Pseudonym>;
  /**
   * Adds a correction to a cell, without a change of a judgment.
   *
   * @returns false if the cell has changed since it was read, or the store did not take the correction
   */
  correct(correction: CellCorrection): Promise<boolean>;
  /**
   * Begins an erasure. It enters the clinician in the list of unfinished erasures. Then it marks the clinician as erased,
   * permanently, and deletes the countries. The clinician may not have an entry yet.
   */
  markErased(clinician: Pseudonym): Promise<void>;
  /** The clinicians whose erasures have begun and are not finished. An erasure that is running is one of them. */
  unfinishedErasures(): Promise<readonly Pseudonym[]>;
  /** Deletes the clinician from the list of unfinished erasures. The mark of the erasure stays. */
  finishErasure(clinician: Pseudonym): Promise<void>;
  /**
   * Removes a judgment from the ledger and its counts from the counters, in one transaction.
   *
   * @param cells the tally of the judgment, negated
   * @returns false if the judgment has changed since it was read, or the store did not confirm the removal
   */
  remove(row: LedgerRow, cells: readonly CellAddition[]): Promise<boolean>;
}

/**
 * The ledger and the counters of one study. Both change in the same transaction. Only {@link Maintenance.correct}
 * changes a counter alone.
 */
export interface StudyStore extends LedgerWriter, CountersReader, Maintenance {}

/** The stores of all studies. */
export interface Store {
  /** The frozen settings of a study; null before its first event. */
  settings(study: string): Promise<Settings | null>;
  /**
   * Opens a study. The first call freezes the offered settings. A later call may extend them, but not change them.
   *
   * @returns the store of the study with the settings that are now frozen
   * @throws SettingsRefused if the secret or a frozen criterion differs
   */
  open(study: string, offered: Settings): Promise<StudyStore>;
  /** The store of a study with its frozen settings; null before its first event. */
  existing(study: string): Promise<StudyStore | null>;
  /**
   * The change mark of a study, for publishers. The store itself raises it before each write of settings, clinicians,
   * judgments or cells. If two readings give the same mark, all writes between them were announced before the first
   * reading. Null if the store keeps no marks, or has none of this study.
   */
  changeMark(study: string): Promise<string | null>;
}

/** Another worker has taken over the import. This worker must stop. */
export class Superseded extends OwnError {
  override readonly name = 'Superseded';
}
