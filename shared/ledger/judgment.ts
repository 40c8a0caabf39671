import type { Outcome, Score } from '../contracts/index.ts';

/** The effect of a merge on a register. */
export type Effect = 'set' | 'revised' | 'same' | 'older' | 'differs';

/** The register after a merge, and the effect of the merge. */
export interface Merged<T> {
  readonly register: Register<T>;
  readonly effect: Effect;
  /** The value that does not count. Only if the values differ under the same revision. */
  readonly lost?: T;
}

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
 * @see docs/decisions/0040-item-identifies-the-question.md
 * @see docs/decisions/0122-answers-have-ids-of-their-own.md
 * @see docs/decisions/0147-claims-name-model-versions.md
 */
export interface Judgment {
  readonly specialty: Register<string> | null;
  /** The hospital or other site at which the clinician gave the judgment, if the sender names one. */
  readonly site: Register<string> | null;
  /**
   * The id of the question, if the sender gives one. It is the same for all clinicians who judge answers to this
   * question.
   */
  readonly item: Register<string> | null;
  readonly comparison: Register<Comparison> | null;
  /** Ids of the answers by model, if the sender gives them. Those of models outside the pair are kept. */
  readonly answers: ReadonlyMap<string, Register<string>>;
  /** Versions of the models, if the sender gives them. Those of models outside the pair are kept. */
  readonly versions: ReadonlyMap<string, Register<string>>;
  /** Scores by model. Scores of models outside the pair are kept, but not tallied. */
  readonly scores: ReadonlyMap<string, ScoreCard>;
  readonly voided: { readonly vote: boolean; readonly ratings: boolean };
}

/** Content of a judgment that does not count, because other content of the same revision does. */
export interface LostContent {
  specialty?: string;
  site?: string;
  item?: string;
  comparison?: Comparison;
  /** Ids of answers by model. */
  answers?: Map<string, string>;
  /** Versions of models. */
  versions?: Map<string, string>;
  /** Scores by model and criterion. Those of a model outside the pair are lost, too. */
  scores?: Map<string, Map<string, Score>>;
}

/** A judgment before its first event. */
export const EMPTY: Judgment = {
  specialty: null,
  site: null,
  item: null,
  comparison: null,
  answers: new Map(),
  versions: new Map(),
  scores: new Map(),
  voided: { vote: false, ratings: false },
};
