import type { Pseudonym } from '../contracts/pseudonym.ts';
import type { Settings } from '../contracts/settings.ts';
import type { EventOutcome, Pseudonymous } from '../judgments/apply.ts';
import type { Judgment } from '../judgments/judgment.ts';
import { OwnError } from '../own-error.ts';
import type { Cell, CellKey } from '../tallies/cell.ts';
import type { Counts } from '../tallies/counts.ts';
import type { Pace } from './retry.ts';

/** Where a judgment stands in the ledger. */
export interface JudgmentKey {
  readonly clinician: Pseudonym;
  readonly judgment: string;
}

/** A judgment as the ledger holds it. */
export interface LedgerEntry {
  readonly judgment: Judgment;
  /** Counts the writes of this item, from 1. */
  readonly version: number;
  /** Who wrote it last: `queue`, or an import and its window. Says nothing of the content. */
  readonly source: string;
  /** Time of the event that wrote it last, as the sender gave it. */
  readonly at: string;
}

/** A judgment with its key. */
export interface LedgerRow extends JudgmentKey {
  readonly entry: LedgerEntry;
}

/** One judgment to be written, if its item still has the version seen: 0 where none was there. */
export interface JudgmentWrite extends LedgerRow {
  readonly expectedVersion: number;
}

/** Counts to be added to one cell. */
export interface CellAddition extends CellKey {
  readonly group: number;
  readonly counts: Counts;
}

/** A cell, and a version that rises with every change of the cell. It is 0 if the cell was never written. */
export interface VersionedCell extends Cell {
  readonly version: number;
}

/** What `recount` adds to one cell, if nobody has changed it since it was seen in this version. */
export interface CellCorrection extends CellAddition {
  readonly version: number;
}

/** What an import counts of the judgments that a transaction writes, if it still holds the import's epoch. */
export interface ImportAddition {
  readonly importId: string;
  readonly epoch: number;
  readonly outcomes: Counts;
}

/** All or nothing: at most 100 actions, no two on one item. */
export interface Transaction {
  readonly judgments: readonly JudgmentWrite[];
  readonly cells: readonly CellAddition[];
  readonly import?: ImportAddition;
}

export type CommitResult =
  | { readonly status: 'committed' }
  /** Some judgments had changed meanwhile: `current` is what is there now (by ledgerId), the others are untouched. */
  | { readonly status: 'stale'; readonly current: ReadonlyMap<string, LedgerEntry | null> }
  /** Another transaction held one of the items. */
  | { readonly status: 'conflict' }
  /** The store asks for less, or did not answer: nothing is known to be written. */
  | { readonly status: 'busy'; readonly error: unknown }
  /** The store will never take this. */
  | { readonly status: 'invalid'; readonly message: string }
  /** Another worker took the import over. */
  | { readonly status: 'superseded' };

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
  /** The import that counts the outcomes. All events of a judgment in its window must be given in one call. */
  readonly import?: { readonly importId: string; readonly epoch: number };
}

/** The result of an event. */
export type Recorded =
  /** `counted`: the import's item counts the outcome, in the transaction that wrote the judgment, now or earlier. */
  | { readonly outcome: EventOutcome; readonly counted: boolean }
  /** The event may not be written. The caller must record it again later. */
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
  store: StudyStore,
  events: readonly Pseudonymous[],
  options: RecordOptions,
) => Promise<Recorded[]>;

/** A clinician's entry: who took part, from which countries. */
export interface Participant {
  readonly clinician: Pseudonym;
  readonly countries: readonly string[];
}

/** Milliseconds within which a writer that knows a clinician looks again whether that clinician was erased. */
export const ERASURE_SEEN_WITHIN = 60_000;

/** One study's ledger and counters. Counters and ledger only ever change together, but for `recount`. */
export interface StudyStore {
  readonly study: string;
  readonly settings: Settings;

  /**
   * Reads judgments, as they are or were a moment ago. Absent ones are absent from the result, which is keyed by
   * ledgerId. Good for telling what need not be written: what an older state says already, the present one does too,
   * and what is written is conditional on the version seen.
   */
  read(keys: readonly JudgmentKey[]): Promise<Map<string, LedgerEntry>>;
  /** Writes judgments and their cells in one transaction. */
  commit(transaction: Transaction): Promise<CommitResult>;
  /**
   * Makes sure that the clinicians are entered with these countries. Writes only what is not there yet.
   * @returns those among them who were erased, and of whom nothing may be recorded. An erasure is seen at once by who
   *   has not met the clinician before, and within {@link ERASURE_SEEN_WITHIN} by who has.
   */
  enter(participants: readonly Participant[]): Promise<ReadonlySet<Pseudonym>>;

  /** Whether {@link counters} reads all cells of a group at one moment, so that no change can come in between. */
  readonly readsAtOneMoment: boolean;
  /** All cells, strongly consistent, group by group in no particular order within. */
  cells(groups?: readonly number[]): AsyncIterable<Cell>;
  /** All clinicians' entries, without those who were erased. */
  participants(groups?: readonly number[]): AsyncIterable<Participant>;
  /** All judgments of one clinician. */
  judgments(clinician: Pseudonym): AsyncIterable<LedgerRow>;
  /**
   * A group's cells as {@link cells} gives them, and those that are left with nothing, too. Whoever changes a judgment
   * raises the version of each cell that it leaves or enters, even where the counts stay the same: for `recount` only.
   */
  counters(group: number): AsyncIterable<VersionedCell>;
  /** All clinicians of a group, with those who were erased: as long as judgments of theirs are left, they count. */
  entered(group: number): AsyncIterable<Pseudonym>;
  /**
   * Adds a correction to a cell, outside of any judgment: for `recount` only.
   * @returns false where the cell has changed since, or the store did not take it: try again with what is there now
   */
  correct(correction: CellCorrection): Promise<boolean>;

  /** Marks a clinician as erased, for good, and forgets the countries. Also where none was entered yet. */
  markErased(clinician: Pseudonym): Promise<void>;
  /**
   * Takes a judgment out of the ledger and its counts out of the counters, in one transaction: for `erase` only.
   * @returns false where the judgment has changed since it was read, or the store did not take it: nothing is changed.
   */
  remove(row: LedgerRow, cells: readonly CellAddition[]): Promise<boolean>;
}

/** The store of all studies. */
export interface Store {
  /** What tallies of the study depend on; null before its first event. */
  settings(study: string): Promise<Settings | null>;
  /**
   * Freezes the settings with the study's first event, and returns the store of the study under the settings in
   * force: those frozen before, extended where `offered` only appends.
   * @throws SettingsRefused where the secret or the frozen criteria differ.
   */
  open(study: string, offered: Settings): Promise<StudyStore>;
  /** The store of the study under its frozen settings; null where it has none yet. */
  existing(study: string): Promise<StudyStore | null>;
}

/** A writer whose secret or criteria are not those of the study. */
export class SettingsRefused extends OwnError {
  override readonly name = 'SettingsRefused';
}

/** Another worker has taken the import over: what this one does no longer counts. */
export class Superseded extends OwnError {
  override readonly name = 'Superseded';
}

/** A judgment's key as text. */
export const ledgerId = ({ clinician, judgment }: JudgmentKey): string => `${clinician}#${judgment}`;
