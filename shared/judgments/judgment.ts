import type { Outcome } from '../contracts/event.ts';
import type { Score } from '../contracts/score.ts';

/** A value with the revision that set it. The higher revision wins, whenever it arrives. */
export interface Register<T> {
  readonly value: T;
  readonly revision: number;
}

/** Two answers, the one displayed first named first, and which was preferred. Read and replaced as a whole. */
export interface Comparison {
  readonly first: string;
  readonly second: string;
  readonly outcome: Outcome;
}

/** Scores of one answer by criterion. */
export type ScoreCard = ReadonlyMap<string, Register<Score>>;

/**
 * What one clinician said about one comparison, or about one answer shown alone, in whatever order it arrived.
 * A voided part is empty and stays so.
 */
export interface Judgment {
  readonly specialty: Register<string> | null;
  /** What was answered, where the sender tells: the same for all who judged answers to it. */
  readonly item: Register<string> | null;
  readonly comparison: Register<Comparison> | null;
  /** By model. Also of models that are not of the pair: those are kept, and not tallied. */
  readonly scores: ReadonlyMap<string, ScoreCard>;
  readonly voided: { readonly vote: boolean; readonly ratings: boolean };
}

/** Nothing said yet. */
export const EMPTY: Judgment = {
  specialty: null,
  item: null,
  comparison: null,
  scores: new Map(),
  voided: { vote: false, ratings: false },
};
