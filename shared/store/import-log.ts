import type { Place } from '../importing/containers/place.ts';
import type { Counts } from '../tallies/counts.ts';

/** Where an import stands. Kept in an item of its own, and moved only by the worker that holds its epoch. */
export interface ImportState {
  /** Rises with every take-over: what an older worker still tries is refused. */
  readonly epoch: number;
  /** Records of the file that are settled: a worker resumes after them. */
  readonly position: number;
  /** From where the record at `position` can be read; null where the file must be read from its beginning for it. */
  readonly place: Place | null;
  /** Where the window being worked on ends; null between windows. A resumed window keeps its end. */
  readonly windowEnd: number | null;
  /** Outcomes counted in the transactions that wrote the judgments, over the whole import. */
  readonly committed: Counts;
  /** `committed` as it was at the last checkpoint. */
  readonly committedBefore: Counts;
  /** Outcomes of events that changed nothing, counted at checkpoints. */
  readonly unchanged: Counts;
  /** Rejects by reason, counted at checkpoints. */
  readonly rejects: Counts;
  /** What was decided by a rule, counted at checkpoints. */
  readonly notes: Counts;
  /** Take-overs since `position` last moved. */
  readonly stalled: number;
  /** When the first worker began, ISO 8601. */
  readonly startedAt: string;
  readonly status: 'running' | 'finished' | 'failed';
}

/** What identifies an import: the same object in the same version under the same mapping is the same import. */
export interface ImportIdentity {
  readonly study: string;
  readonly object: string;
  readonly version: string;
  /** Digest of the mapping; empty where the file needs none. */
  readonly mapping: string;
}

/** What a checkpoint settles. */
export interface Settled {
  /** Records settled, from the file's beginning: more than before. */
  readonly position: number;
  /** From where the next record can be read, where that is known. */
  readonly place: Place | null;
  /** Outcomes of events that changed nothing, since the last checkpoint. */
  readonly unchanged: Counts;
  /** Rejects by reason, since the last checkpoint. */
  readonly rejects: Counts;
  /** What was decided by a rule, since the last checkpoint. */
  readonly notes: Counts;
}

/** The imports' items. Each method but `takeOver` tells whether the caller still held the epoch. */
export interface ImportLog {
  /** Begins the import or takes it over, raising its epoch. A finished import is returned as it is. */
  takeOver(identity: ImportIdentity, now: string): Promise<ImportState>;
  /** Fixes the end of the window about to be written. */
  plan(identity: ImportIdentity, epoch: number, windowEnd: number): Promise<boolean>;
  /**
   * Settles the window: moves the position, adds counts, and begins the next window's account. Where the position
   * is reached already, it has been settled before: nothing is added again.
   */
  checkpoint(identity: ImportIdentity, epoch: number, settled: Settled): Promise<boolean>;
  /** The state as it is now. */
  read(identity: ImportIdentity): Promise<ImportState | null>;
  finish(identity: ImportIdentity, epoch: number, status: 'finished' | 'failed'): Promise<boolean>;
}

/** The import's key among the study's imports. A digest of identity: object keys can be longer than a sort key. */
export type ImportId = string;
