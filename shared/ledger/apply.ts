import type { Event, Outcome, Rating, Retraction, Score, Vote } from '../contracts/index.ts';
import { byCodeUnit } from '../lib/index.ts';
import type { Pseudonym } from './cells/cell.ts';

/** An event with a pseudonym in place of the clinician's id. The ledger records no other kind. */
export type Pseudonymous<E extends Event = Event> = E extends Event
  ? Omit<E, 'clinician'> & { readonly clinician: Pseudonym }
  : never;

/** The outcomes of applying an event to a judgment. */
export const EVENT_OUTCOMES = ['recorded', 'duplicate', 'revised', 'retracted', 'stale', 'conflict'] as const;
export type EventOutcome = (typeof EVENT_OUTCOMES)[number];

export interface Applied {
  readonly judgment: Judgment;
  readonly outcome: EventOutcome;
  /** The content that lost against other content of the same revision. Absent if none did. */
  readonly lost?: LostContent;
}

/** Content of a judgment that does not count, because other content of the same revision does. */
export interface LostContent {
  specialty?: string;
  item?: string;
  comparison?: Comparison;
  /** Scores by model and criterion. Those of a model outside the pair are lost, too. */
  scores?: Map<string, Map<string, Score>>;
}

/** The effects of one event on the parts of a judgment. */
class Effects {
  readonly kinds = new Set<Effect | 'void' | 'foreign'>();
  lost: LostContent | null = null;

  add(kind: Effect | 'void' | 'foreign'): void {
    this.kinds.add(kind);
  }

  /** Adds content that lost. */
  lose(content: LostContent): void {
    this.lost = { ...this.lost, ...content };
  }

  loseScore(model: string, criterion: string, score: Score): void {
    this.lost ??= {};
    this.lost.scores ??= new Map();
    const card = this.lost.scores.get(model) ?? new Map<string, Score>();
    this.lost.scores.set(model, card.set(criterion, score));
  }
}

/**
 * Merges an event into a judgment. Any permutation and repetition of the same events gives the same judgment. Only
 * the outcomes, which senders receive, depend on the order.
 *
 * Two different values with the same revision are a conflict. The lower score is kept, and for text the smaller value
 * by code unit.
 */
export function apply(judgment: Judgment, event: Pseudonymous): Applied {
  if (event.kind === 'retraction') return retract(judgment, event);
  const effects = new Effects();
  const revision = event.revision ?? 1;
  const specialty = mergeSpecialty(judgment, { value: event.specialty, revision }, effects);
  const item = mergeItem(judgment, event, effects);
  const comparison = event.kind === 'vote' ? mergeComparison(judgment, event, effects) : judgment.comparison;
  const given = scoresOf(event);
  const scores = mergeScores(judgment, given, revision, effects);
  const after: Judgment = { specialty, item, comparison, scores, voided: judgment.voided };
  if (comparison !== judgment.comparison) loseForeignScores(after, effects);
  else loseGivenForeignScores(after, given, revision, effects);
  const outcome = outcomeOf(effects.kinds);
  return effects.lost ? { judgment: after, outcome, lost: effects.lost } : { judgment: after, outcome };
}

const bothVoided = ({ voided }: Judgment): boolean => voided.vote && voided.ratings;

function mergeSpecialty(judgment: Judgment, offered: Register<string>, effects: Effects) {
  // If both parts are withdrawn, the specialty describes no data.
  if (bothVoided(judgment)) return null;
  const merged = merge(judgment.specialty, offered, byCodeUnit);
  if (merged.lost !== undefined) effects.lose({ specialty: merged.lost });
  if (merged.effect !== 'set' && merged.effect !== 'older') effects.add(merged.effect);
  return merged.register;
}

/** An event without an item leaves the item unchanged. */
function mergeItem(
  judgment: Judgment,
  { item, revision = 1 }: Pseudonymous<Vote> | Pseudonymous<Rating>,
  effects: Effects,
) {
  if (bothVoided(judgment)) return null;
  if (item === undefined) return judgment.item;
  const merged = merge(judgment.item, { value: item, revision }, byCodeUnit);
  if (merged.lost !== undefined) effects.lose({ item: merged.lost });
  if (merged.effect !== 'older') effects.add(merged.effect);
  return merged.register;
}

function mergeComparison(judgment: Judgment, vote: Pseudonymous<Vote>, effects: Effects) {
  if (judgment.voided.vote) {
    effects.add('void');
    return null;
  }
  const value: Comparison = { first: vote.first, second: vote.second, outcome: vote.outcome };
  const merged = merge(judgment.comparison, { value, revision: vote.revision ?? 1 }, compareComparisons);
  if (merged.lost !== undefined) effects.lose({ comparison: merged.lost });
  effects.add(merged.effect);
  return merged.register;
}

const compareComparisons = (a: Comparison, b: Comparison): number =>
  byCodeUnit(a.first, b.first) || byCodeUnit(a.second, b.second) || byCodeUnit(a.outcome, b.outcome);

function mergeScores(judgment: Judgment, given: Given, revision: number, effects: Effects) {
  if (given.length === 0) return judgment.scores;
  if (judgment.voided.ratings) {
    effects.add('void');
    return judgment.scores;
  }
  const scores = new Map(judgment.scores);
  for (const one of given) scores.set(one[0], mergeCard(scores.get(one[0]), one, revision, effects));
  return scores;
}

function mergeCard(
  held: ScoreCard | undefined,
  [model, given]: Given[number],
  revision: number,
  effects: Effects,
) {
  const card = new Map(held);
  for (const criterion of Object.keys(given)) {
    const offered = { value: given[criterion]!, revision };
    const merged = merge(card.get(criterion), offered, compareScores);
    card.set(criterion, merged.register);
    if (merged.lost !== undefined) effects.loseScore(model, criterion, merged.lost);
    effects.add(merged.effect);
  }
  return card;
}

const compareScores = (a: Score, b: Score): number => a - b;

/** Scores as an event gives them: by model, then by criterion. */
type Given = readonly (readonly [model: string, scores: Readonly<Record<string, Score>>])[];

const scoresOf = (event: Pseudonymous<Vote> | Pseudonymous<Rating>): Given =>
  event.kind === 'vote' ? Object.entries(event.scores ?? {}) : [[event.model, event.scores]];

/**
 * Finds the scores of models that are not part of a comparison that was just set. They are kept, but not counted, and may have
 * been held before.
 */
function loseForeignScores(judgment: Judgment, effects: Effects): void {
  for (const [model, card] of judgment.scores) {
    if (!isForeign(model, judgment)) continue;
    effects.add('foreign');
    for (const [criterion, { value }] of card) effects.loseScore(model, criterion, value);
  }
}

/**
 * Finds the scores of an event whose models are not part of the comparison. Scores that a higher revision has replaced are
 * not among them. The event's own values are lost, because those that the judgment held are listed already.
 */
function loseGivenForeignScores(judgment: Judgment, given: Given, revision: number, effects: Effects): void {
  for (const [model, card] of given) {
    if (!isForeign(model, judgment)) continue;
    for (const [criterion, value] of Object.entries(card)) {
      if (judgment.scores.get(model)?.get(criterion)?.revision !== revision) continue;
      effects.add('foreign');
      effects.loseScore(model, criterion, value);
    }
  }
}

/** Whether the scores of a model do not count, because the judgment compares other models. */
const isForeign = (model: string, { comparison, voided }: Judgment): boolean =>
  comparison !== null &&
  !voided.ratings &&
  model !== comparison.value.first &&
  model !== comparison.value.second;

function retract(judgment: Judgment, { part }: Pseudonymous<Retraction>): Applied {
  const vote = judgment.voided.vote || part !== 'ratings';
  const ratings = judgment.voided.ratings || part !== 'vote';
  if (vote === judgment.voided.vote && ratings === judgment.voided.ratings)
    return { judgment, outcome: 'duplicate' };
  return {
    judgment: {
      specialty: vote && ratings ? null : judgment.specialty,
      item: vote && ratings ? null : judgment.item,
      comparison: vote ? null : judgment.comparison,
      scores: ratings ? EMPTY.scores : judgment.scores,
      voided: { vote, ratings },
    },
    outcome: 'retracted',
  };
}

/**
 * The most important effect determines the outcome. A conflict comes first, because the sender must know about it.
 */
function outcomeOf(effects: Effects['kinds']): EventOutcome {
  if (effects.has('differs') || effects.has('foreign')) return 'conflict';
  if (effects.has('revised')) return 'revised';
  if (effects.has('set')) return 'recorded';
  if (effects.has('void') || effects.has('older')) return 'stale';
  return 'duplicate';
}

/** The effect of a merge on a register. */
export type Effect = 'set' | 'revised' | 'same' | 'older' | 'differs';

/** The register after a merge, and the effect of the merge. */
export interface Merged<T> {
  readonly register: Register<T>;
  readonly effect: Effect;
  /** The value that does not count. Only if the values differ under the same revision. */
  readonly lost?: T;
}

/**
 * Merges an offered value into a register. The result of any number of merges does not depend on their order. The
 * highest revision wins. If revisions are equal, the value that `compare` sorts first wins.
 * @see docs/decisions/0001-comparison-is-one-register.md
 */
export function merge<T>(
  held: Register<T> | null | undefined,
  offered: Register<T>,
  compare: (a: T, b: T) => number,
): Merged<T> {
  if (!held) return { register: offered, effect: 'set' };
  if (offered.revision > held.revision) return { register: offered, effect: 'revised' };
  if (offered.revision < held.revision) return { register: held, effect: 'older' };
  const order = compare(offered.value, held.value);
  if (order === 0) return { register: held, effect: 'same' };
  const [register, { value: lost }] = order < 0 ? [offered, held] : [held, offered];
  return { register, effect: 'differs', lost };
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
