import type { Place } from '../../lib/index.ts';
import type { Counts } from '../cells/cell.ts';

/** The progress of an import. Each import has one item, and only the worker with the current epoch changes this item. */
export interface ImportState {
  /** Rises with every take-over. The store refuses writes of workers with an older epoch. */
  readonly epoch: number;
  /** Number of settled records of the file. A worker resumes after them. */
  readonly position: number;
  /** The place of the record at `position`; null if the file must be read from its start to find it. */
  readonly place: Place | null;
  /** The end of the current window; null between windows. A resumed window keeps its end. */
  readonly windowEnd: number | null;
  /** Outcomes that were counted in the transactions that wrote the judgments. */
  readonly committed: Counts;
  /** `committed` as it was at the last checkpoint. */
  readonly committedBefore: Counts;
  /** Outcomes of events that changed nothing. They are counted at checkpoints. */
  readonly unchanged: Counts;
  /** Rejects by reason. They are counted at checkpoints. */
  readonly rejects: Counts;
  /** Records that were read by a rule, such as votes without a specialty, by rule. They are counted at checkpoints. */
  readonly notes: Counts;
  /** The facts that the survey of the file found, as text. Null before the survey has ended. */
  readonly survey: string | null;
  /** Number of take-overs since `position` has changed. */
  readonly stalled: number;
  /** Start of the first worker, ISO 8601. */
  readonly startedAt: string;
  readonly status: 'running' | 'finished' | 'failed';
}

/** The identity of an import: an object, its version, and the mapping by which it is read. */
export interface ImportIdentity {
  readonly study: string;
  readonly object: string;
  readonly version: string;
  /** Digest of the mapping; empty if the file needs none. */
  readonly mapping: string;
}

/** The changes of one checkpoint. */
export interface Settled {
  /** Number of settled records from the start of the file. It is larger than before. */
  readonly position: number;
  /** The place of the next record, if it is known. */
  readonly place: Place | null;
  /** Outcomes of events that changed nothing, since the last checkpoint. */
  readonly unchanged: Counts;
  /** Rejects by reason, since the last checkpoint. */
  readonly rejects: Counts;
  /** Records that were read by a rule, since the last checkpoint. */
  readonly notes: Counts;
}

/** The items of imports. Each method that returns a boolean returns whether the caller still has the epoch. */
export interface ImportLog {
  /** Starts the import, or takes it over with the next epoch. A concluded import stays as it is. */
  takeOver(identity: ImportIdentity, now: string): Promise<ImportState>;
  /** Keeps the facts that the survey of the file found. */
  keepSurvey(identity: ImportIdentity, epoch: number, survey: string): Promise<boolean>;
  /**
   * Adds the import to a named group of imports of its study, such as all imports of files with the same bytes.
   *
   * @returns the members, including this import and all that were added before
   */
  join(identity: ImportIdentity, group: string): Promise<ReadonlySet<ImportId>>;
  /** Sets the end of the window that will be written next. */
  plan(identity: ImportIdentity, epoch: number, windowEnd: number): Promise<boolean>;
  /**
   * Settles the window: it moves the position and adds the counts. If the position is already reached, the window was
   * settled before, and nothing is added.
   */
  checkpoint(identity: ImportIdentity, epoch: number, settled: Settled): Promise<boolean>;
  /** The current state. */
  read(identity: ImportIdentity): Promise<ImportState | null>;
  /** The current state of an import of the study, by its id. */
  readById(study: string, importId: ImportId): Promise<ImportState | null>;
  finish(identity: ImportIdentity, epoch: number, status: 'finished' | 'failed'): Promise<boolean>;
}

/** A digest of the identity, because object keys can be longer than a sort key. */
export type ImportId = string;
