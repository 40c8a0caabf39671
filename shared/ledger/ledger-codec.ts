import type { Outcome } from '../contracts/index.ts';
import { byCodeUnit, OwnError } from '../lib/index.ts';
import type { Comparison, Judgment, Register, ScoreCard } from './judgment.ts';
import type { LedgerEntry } from './port.ts';
import { decodeCard, encodeCard } from './score-card-codec.ts';
import type { FrozenCriterion } from './settings.ts';

/** A judgment in few fields with short names. An absent field is empty, and an absent revision is 1. */
export interface CompactJudgment {
  /** Specialty, and its revision. */
  sp?: string;
  sr?: number;
  /** The site ("hospital"), and its revision. */
  h?: string;
  hr?: number;
  /** The item, and its revision. */
  i?: string;
  ir?: number;
  /** The models displayed first and second, the outcome, and their revision. */
  a?: string;
  b?: string;
  o?: string;
  cr?: number;
  /** The scores of these models. */
  ca?: string;
  cb?: string;
  /** The ids of the answers of these models, and their revisions. */
  aa?: string;
  ar?: number;
  ba?: string;
  br?: number;
  /** The ids of answers of other models: model, id, revision, model … */
  n?: string[];
  /** The versions of the models displayed first and second, and their revisions. */
  va?: string;
  ve?: number;
  vb?: string;
  vf?: number;
  /** The versions of other models: model, version, revision, model … */
  vn?: string[];
  /** Scores of other models: model, card, model, card … */
  m?: string[];
  /** The withdrawn part: the vote, the ratings, or all. */
  x?: 'v' | 'r' | 'a';
}

/** An entry of the ledger: the fields of its judgment, its version, source and time. */
export interface CompactEntry extends CompactJudgment {
  v: number;
  s: string;
  t: string;
}

const OUTCOME_CODES: Readonly<Record<Outcome, string>> = { first: '1', second: '2', tie: '0', both_bad: '-' };
const OUTCOMES = new Map(Object.entries(OUTCOME_CODES).map(([outcome, code]) => [code, outcome as Outcome]));

/** The fields of an entry. Their order does not depend on the order in which events arrived. */
export const encodeEntry = (entry: LedgerEntry, criteria: readonly FrozenCriterion[]): CompactEntry => ({
  ...encodeJudgment(entry.judgment, criteria),
  v: entry.version,
  s: entry.source,
  t: entry.at,
});

export const decodeEntry = (entry: CompactEntry, criteria: readonly FrozenCriterion[]): LedgerEntry => ({
  judgment: decodeJudgment(entry, criteria),
  version: entry.v,
  source: entry.s,
  at: entry.t,
});

/** The fields of a judgment. Equal judgments have equal fields in the same order. */
export function encodeJudgment(judgment: Judgment, criteria: readonly FrozenCriterion[]): CompactJudgment {
  const { specialty, site, item, comparison, answers, versions, scores, voided } = judgment;
  const compact: CompactJudgment = {};
  if (specialty) {
    compact.sp = specialty.value;
    if (specialty.revision !== 1) compact.sr = specialty.revision;
  }
  if (site) {
    compact.h = site.value;
    if (site.revision !== 1) compact.hr = site.revision;
  }
  if (item) {
    compact.i = item.value;
    if (item.revision !== 1) compact.ir = item.revision;
  }
  const others = new Map(scores);
  if (comparison) {
    const { first, second, outcome } = comparison.value;
    compact.a = first;
    compact.b = second;
    compact.o = OUTCOME_CODES[outcome];
    if (comparison.revision !== 1) compact.cr = comparison.revision;
    const cardOf = (model: string) => encodeCard(scores.get(model) ?? new Map(), criteria);
    if (others.delete(first)) compact.ca = cardOf(first);
    if (others.delete(second)) compact.cb = cardOf(second);
  }
  encodeByModel(answers, comparison?.value, compact, ANSWER_FIELDS);
  encodeByModel(versions, comparison?.value, compact, VERSION_FIELDS);
  if (others.size > 0)
    compact.m = [...others]
      .sort(([a], [b]) => byCodeUnit(a, b))
      .flatMap(([model, card]) => [model, encodeCard(card, criteria)]);
  if (voided.vote || voided.ratings) compact.x = voided.vote ? (voided.ratings ? 'a' : 'v') : 'r';
  return compact;
}

/** The fields of a register by model: of the first and the second model with their revisions, and of other models. */
interface ModelFields {
  readonly first: 'aa' | 'va';
  readonly firstRevision: 'ar' | 've';
  readonly second: 'ba' | 'vb';
  readonly secondRevision: 'br' | 'vf';
  readonly others: 'n' | 'vn';
}

const ANSWER_FIELDS: ModelFields = {
  ...{ first: 'aa', firstRevision: 'ar', second: 'ba', secondRevision: 'br', others: 'n' },
};
const VERSION_FIELDS: ModelFields = {
  ...{ first: 'va', firstRevision: 've', second: 'vb', secondRevision: 'vf', others: 'vn' },
};

function encodeByModel(
  named: Judgment['answers'],
  comparison: Comparison | undefined,
  compact: CompactJudgment,
  fields: ModelFields,
): void {
  const others = new Map(named);
  const take = (model: string | undefined) => {
    const held = model === undefined ? undefined : others.get(model);
    if (held) others.delete(model!);
    return held;
  };
  const [first, second] = [take(comparison?.first), take(comparison?.second)];
  if (first) compact[fields.first] = first.value;
  if (first && first.revision !== 1) compact[fields.firstRevision] = first.revision;
  if (second) compact[fields.second] = second.value;
  if (second && second.revision !== 1) compact[fields.secondRevision] = second.revision;
  if (others.size > 0)
    compact[fields.others] = [...others]
      .sort(([a], [b]) => byCodeUnit(a, b))
      .flatMap(([model, { value, revision }]) => [model, value, String(revision)]);
}

/** Shared by the judgments that name none, which are most of them. */
const NO_NAMES: Judgment['answers'] = new Map();

function decodeByModel(compact: CompactJudgment, fields: ModelFields): Judgment['answers'] {
  const { [fields.first]: first, [fields.second]: second, [fields.others]: others = [] } = compact;
  if (first === undefined && second === undefined && others.length === 0) return NO_NAMES;
  const named = new Map<string, Register<string>>();
  const put = (model: string | undefined, value: string | undefined, revision = 1) => {
    if (model !== undefined && value !== undefined) named.set(model, { value, revision });
  };
  put(compact.a, first, compact[fields.firstRevision]);
  put(compact.b, second, compact[fields.secondRevision]);
  for (let index = 0; index + 2 < others.length; index += 3)
    put(others[index], others[index + 1], Number(others[index + 2]));
  return named;
}

export function decodeJudgment(compact: CompactJudgment, criteria: readonly FrozenCriterion[]): Judgment {
  const { sp, sr, h, hr, i, ir, m = [], x } = compact;
  const scores = new Map<string, ScoreCard>();
  const put = (model: string | undefined, card: string | undefined) => {
    if (model !== undefined && card !== undefined) scores.set(model, decodeCard(card, criteria));
  };
  put(compact.a, compact.ca);
  put(compact.b, compact.cb);
  for (let index = 0; index < m.length; index += 2) put(m[index], m[index + 1]);
  return {
    specialty: sp === undefined ? null : { value: sp, revision: sr ?? 1 },
    site: h === undefined ? null : { value: h, revision: hr ?? 1 },
    item: i === undefined ? null : { value: i, revision: ir ?? 1 },
    comparison: comparisonOf(compact),
    answers: decodeByModel(compact, ANSWER_FIELDS),
    versions: decodeByModel(compact, VERSION_FIELDS),
    scores,
    voided: { vote: x === 'v' || x === 'a', ratings: x === 'r' || x === 'a' },
  };
}

function comparisonOf({ a, b, o, cr }: CompactJudgment): Register<Comparison> | null {
  if (a === undefined) return null;
  const outcome = OUTCOMES.get(o ?? '');
  if (b === undefined || outcome === undefined)
    throw new OwnError('an item of the ledger contains half a comparison');
  return { value: { first: a, second: b, outcome }, revision: cr ?? 1 };
}

/** Whether two judgments have the same content. */
export const sameJudgment = (a: Judgment, b: Judgment, criteria: readonly FrozenCriterion[]): boolean =>
  a === b || JSON.stringify(encodeJudgment(a, criteria)) === JSON.stringify(encodeJudgment(b, criteria));
