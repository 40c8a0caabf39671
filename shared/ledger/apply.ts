import type { Event, Rating, Retraction, Score, Vote } from '../contracts/index.ts';
import { byCodeUnit } from '../lib/index.ts';
import type { Pseudonym } from './cells/cell.ts';
import {
  type Comparison,
  type Effect,
  EMPTY,
  type Judgment,
  type LostContent,
  type Merged,
  type Register,
  type ScoreCard,
} from './judgment.ts';

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

/** Registers of a judgment that hold a name for each model. */
const MODEL_FIELDS = ['answers', 'versions'] as const;
type ModelField = (typeof MODEL_FIELDS)[number];

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

  loseOfModel(field: ModelField, model: string, value: string): void {
    this.lost ??= {};
    this.lost[field] ??= new Map();
    this.lost[field].set(model, value);
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
  const site = mergeName('site', judgment, event, effects);
  const item = mergeName('item', judgment, event, effects);
  const answers = mergeByModel('answers', judgment, event, effects);
  const versions = mergeByModel('versions', judgment, event, effects);
  const comparison = event.kind === 'vote' ? mergeComparison(judgment, event, effects) : judgment.comparison;
  const given = scoresOf(event);
  const scores = mergeScores(judgment, given, revision, effects);
  const { voided } = judgment;
  const after: Judgment = { specialty, site, item, comparison, answers, versions, scores, voided };
  for (const field of MODEL_FIELDS) loseThoseOfLostComparison(field, after, effects);
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

/** An event without the field leaves it unchanged. */
function mergeName(
  field: 'site' | 'item',
  judgment: Judgment,
  { [field]: value, revision = 1 }: Pseudonymous<Vote> | Pseudonymous<Rating>,
  effects: Effects,
) {
  if (bothVoided(judgment)) return null;
  if (value === undefined) return judgment[field];
  const merged = merge(judgment[field], { value, revision }, byCodeUnit);
  if (merged.lost !== undefined) effects.lose({ [field]: merged.lost });
  if (merged.effect !== 'older') effects.add(merged.effect);
  return merged.register;
}

/** The ids of answers, or the versions of models, that an event gives, by model. */
export function namesByModel(
  field: ModelField,
  event: Pseudonymous<Vote> | Pseudonymous<Rating>,
): (readonly [model: string, value: string])[] {
  if (event.kind === 'rating') {
    const value = field === 'answers' ? event.answer : event.modelVersion;
    return value === undefined ? [] : [[event.model, value]];
  }
  const [first = null, second = null] = (field === 'answers' ? event.answers : event.modelVersions) ?? [];
  return [
    ...(first === null ? [] : [[event.first, first] as const]),
    ...(second === null ? [] : [[event.second, second] as const]),
  ];
}

function mergeByModel(
  field: ModelField,
  judgment: Judgment,
  event: Pseudonymous<Vote> | Pseudonymous<Rating>,
  effects: Effects,
): Judgment[ModelField] {
  const given = namesByModel(field, event);
  if (bothVoided(judgment) || given.length === 0) return judgment[field];
  const named = new Map(judgment[field]);
  for (const [model, value] of given) {
    const merged = merge(named.get(model), { value, revision: event.revision ?? 1 }, byCodeUnit);
    named.set(model, merged.register);
    if (merged.lost !== undefined) effects.loseOfModel(field, model, merged.lost);
    if (merged.effect !== 'older') effects.add(merged.effect);
  }
  return named;
}

/**
 * If a comparison lost, the answers and versions of its models outside the pair count no longer. They belong to the content
 * that lost, although the judgment keeps them.
 */
function loseThoseOfLostComparison(field: ModelField, judgment: Judgment, effects: Effects): void {
  const { comparison: lost, [field]: listed } = effects.lost ?? {};
  if (!lost) return;
  for (const model of [lost.first, lost.second]) {
    const held = judgment[field].get(model);
    if (held && !listed?.has(model) && isOutside(model, judgment))
      effects.loseOfModel(field, model, held.value);
  }
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

/** Orders comparisons of one revision. The first one counts. */
export const compareComparisons = (a: Comparison, b: Comparison): number =>
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
const isForeign = (model: string, judgment: Judgment): boolean =>
  !judgment.voided.ratings && isOutside(model, judgment);

const isOutside = (model: string, { comparison }: Judgment): boolean =>
  comparison !== null && model !== comparison.value.first && model !== comparison.value.second;

function retract(judgment: Judgment, { part }: Pseudonymous<Retraction>): Applied {
  const vote = judgment.voided.vote || part !== 'ratings';
  const ratings = judgment.voided.ratings || part !== 'vote';
  if (vote === judgment.voided.vote && ratings === judgment.voided.ratings)
    return { judgment, outcome: 'duplicate' };
  return {
    judgment: {
      specialty: vote && ratings ? null : judgment.specialty,
      site: vote && ratings ? null : judgment.site,
      item: vote && ratings ? null : judgment.item,
      comparison: vote ? null : judgment.comparison,
      answers: vote && ratings ? EMPTY.answers : judgment.answers,
      versions: vote && ratings ? EMPTY.versions : judgment.versions,
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

/**
 * Merges an offered value into a register. The result of any number of merges does not depend on their order. The
 * highest revision wins. If revisions are equal, the value that `compare` sorts first wins.
 * @see docs/decisions/0001-comparison-is-one-register.md
 */
function merge<T>(
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
