import { ANSWERS, type AnswerName, type Fault, type Mapping } from '../../contracts/index.ts';
import { quote } from '../../lib/index.ts';
import { type Access, accessTo, textOf } from './access.ts';
import { criterionNameReader, type NamedCriterion } from './criterion-names.ts';
import { type Labelled, labelReader } from './labels.ts';
import { faultOnScale, type ReadScore, readScoreOn } from './scale.ts';

/** Scores of one answer by criterion. A score that cannot be read keeps its original value. */
export type Card = Map<string, unknown>;

export interface Cards {
  readonly byAnswer: ReadonlyMap<AnswerName, Card>;
  readonly fault: Fault | null;
}

/** Reads one score on the scale of its criterion. */
export type ReadCriterion = (
  criterion: string,
  value: unknown,
  column?: string,
) => { readonly score: unknown; readonly fault?: Fault };

export function criterionReader({ scale, scales = {}, table }: Mapping): ReadCriterion {
  const readers = new Map<string, CriterionScale>();
  const of = (criterion: string) => {
    const known = readers.get(criterion);
    if (known) return known;
    const own = Object.hasOwn(scales, criterion) ? scales[criterion] : scale;
    const reader: CriterionScale = own
      ? { read: readScoreOn(own, table?.decimal), told: (value) => faultOnScale(value, own, table?.decimal) }
      : UNDECLARED;
    if (readers.size < MAX_CACHED_CRITERIA) readers.set(criterion, reader);
    return reader;
  };
  return (criterion, value, column) => {
    const { read, told } = of(criterion);
    const score = read(value);
    if (score !== null) return { score: score === 'missing' ? undefined : score };
    return { score: textOf(value), fault: offScale(criterion, told(value), column) };
  };
}

interface CriterionScale {
  readonly read: ReadScore;
  /** The reason why a value is not on the scale. */
  readonly told: (value: unknown) => string;
}

/** The limit is needed because the records may name the criteria. */
const MAX_CACHED_CRITERIA = 100;
const MAX_CACHED_NAME_LENGTH = 200;
const UNDECLARED: CriterionScale = {
  read: () => null,
  told: () => 'has no declared scale. Set "scale" or "missing" in the mapping',
};

const offScale = (criterion: string, told: string, column?: string): Fault => ({
  reason: 'invalid_value',
  field: 'scores',
  message: `scores: a score of ${quote(criterion)}${column === undefined ? '' : `, in the column ${quote(column)},`} ${told}`,
});

/**
 * Returns the reader of a record's scores. It reads the score columns, and the objects that contain several scores.
 */
export function cardsReader(
  mapping: Mapping,
  header: readonly string[] | null,
  criteria: readonly NamedCriterion[],
): (record: unknown, key?: string) => Cards {
  const { scores = {} } = mapping;
  const readScore = criterionReader(mapping);
  const readName = cardNameReader(mapping, criteria);
  const columns = Object.entries(scores.columns ?? {}).flatMap(([column, { answer, criterion }]) => {
    const access = accessTo(column, header);
    return access ? [{ answer, criterion, column, access }] : [];
  });
  const objects = ANSWERS.flatMap((answer): [AnswerName, Access][] => {
    const access = scores.cards?.[answer] === undefined ? null : accessTo(scores.cards[answer], header);
    return access ? [[answer, access]] : [];
  });

  return (record, key) => {
    const byAnswer = new Map<AnswerName, Card>();
    let fault: Fault | null = null;
    const set = (answer: AnswerName, criterion: string, score: unknown) =>
      byAnswer.set(answer, (byAnswer.get(answer) ?? new Map()).set(criterion, score));
    const add = (answer: AnswerName, criterion: string, value: unknown, column?: string) => {
      const read = readScore(criterion, value, column);
      if (read.score === undefined) return;
      const before = byAnswer.get(answer)?.get(criterion);
      fault ??= read.fault ?? (before !== undefined && before !== read.score ? twoScores(criterion) : null);
      set(answer, criterion, read.score);
    };
    for (const { answer, criterion, column, access } of columns)
      add(answer, criterion, access(record, key), column);
    for (const [answer, access] of objects) {
      const card = access(record, key) ?? {};
      if (typeof card !== 'object' || Array.isArray(card)) fault ??= NO_CARD;
      for (const [name, value] of typeof card === 'object' ? Object.entries(card) : []) {
        const criterion = readName(name);
        if ('fault' in criterion) {
          fault ??= criterion.fault;
          set(answer, name, textOf(value));
        } else if (criterion.value !== null) add(answer, criterion.value as string, value);
      }
    }
    return { byAnswer, fault };
  };
}

/**
 * The reader for names of criteria in an object: by the labels of the mapping if it has any, and otherwise by the names in
 * the protocol. Results are cached, because most objects have the same names.
 */
function cardNameReader(
  { labels }: Mapping,
  criteria: readonly NamedCriterion[],
): (name: string) => Labelled {
  const readLabel = labelReader('criterion', 'criterion', labels);
  const criterionNamed = criterionNameReader(criteria);
  const read = (name: string): Labelled => {
    const criterion = labels.criterion ? null : criterionNamed(name);
    if (criterion === null) return readLabel(name);
    return typeof criterion === 'string' ? { value: criterion } : criterion;
  };
  const known = new Map<string, Labelled>();
  return (name) => {
    const result = known.get(name) ?? read(name);
    if (known.size < MAX_CACHED_CRITERIA && name.length <= MAX_CACHED_NAME_LENGTH) known.set(name, result);
    return result;
  };
}

/** Two columns, or two words in an object, give one criterion. The intended score is unknown. */
const twoScores = (criterion: string): Fault => ({
  reason: 'invalid_value',
  field: 'scores',
  message: `scores: one answer has two different scores of ${quote(criterion)}; let the mapping read only the one that counts`,
});

const NO_CARD: Fault = {
  reason: 'invalid_value',
  field: 'scores',
  message:
    'scores: are not an object of criteria and scores; name the column of each score under "scores"."columns"',
};
