import type { Outcome, Score } from '../contracts/index.ts';

/** A value with the revision that set it. The higher revision wins, in any order of arrival. */
export interface Register<T> {
  readonly value: T;
  readonly revision: number;
}

/** Two models in the order of display, and which answer was preferred. It is read and replaced as a whole. */
export interface Comparison {
  readonly first: string;
  readonly second: string;
  readonly outcome: Outcome;
}

/** Scores of one answer by criterion. */
export type ScoreCard = ReadonlyMap<string, Register<Score>>;

/**
 * The judgment of one clinician on one comparison, or on one answer that was displayed alone. It does not depend on
 * the order in which its events arrived. A voided part is empty and stays empty.
 */
export interface Judgment {
  readonly specialty: Register<string> | null;
  /**
   * The id of the question, if the sender gives one. It is the same for all clinicians who judge answers to this
   * question.
   */
  readonly item: Register<string> | null;
  readonly comparison: Register<Comparison> | null;
  /** Scores by model. Scores of models outside the pair are kept, but not tallied. */
  readonly scores: ReadonlyMap<string, ScoreCard>;
  readonly voided: { readonly vote: boolean; readonly ratings: boolean };
}

/** A judgment before its first event. */
export const EMPTY: Judgment = {
  specialty: null,
  item: null,
  comparison: null,
  scores: new Map(),
  voided: { vote: false, ratings: false },
};
