import {
  type AnswerName,
  FAILING,
  isFailure,
  type Mapping,
  type Note,
  RATED,
  type Score,
} from '../../contracts/index.ts';
import { isObject } from '../../lib/index.ts';
import { putAnswers } from '../put-answers.ts';
import type { MadeRow, RecordForm } from '../source-record.ts';
import { accessTo, textOf } from './access.ts';
import { type Card, type Cards, cardsReader, criterionReader } from './cards.ts';
import { isOrderUnknown, placeByDigest } from './display-order.ts';
import { Draft, type DraftStep } from './draft.ts';
import { fieldSteps, type MappedFile } from './field-steps.ts';
import { labelReader } from './labels.ts';
import { recordFilter } from './record-filter.ts';

/** Makes the event of a record in the form in which a client would send it, not yet validated. */
export type RecordReader = (record: unknown, key?: string) => RecordForm;

/**
 * Returns the reader that makes events from the records of a file by a mapping.
 * @param mapping a complete mapping
 */
export function recordReader(mapping: Mapping, file: MappedFile): RecordReader {
  const { header } = file;
  const steps = fieldSteps(mapping, file);
  const scores = mapping.row === 'score' ? oneScoreStep(mapping, header) : scoresStep(mapping, file);
  const isVote = mapping.row === 'vote';
  const place = isVote && isOrderUnknown(mapping) ? placeByDigest : null;
  const filter = recordFilter(mapping, header);
  return (record, key) => {
    const unread = filter(record, key);
    if (unread && 'note' in unread) return { form: 'rows', value: [], notes: [unread.note] };
    const draft = new Draft();
    if (unread) draft.refuse(unread.fault);
    draft.set('kind', isVote ? 'vote' : 'rating');
    for (const step of steps) step(draft, record, key);
    scores(draft, record, key);
    place?.(draft, record, key);
    const { fields, fault, notes } = draft;
    notes.push(...signsOf(fields.get('scores'), isVote));
    if (!isVote && !fields.has('scores') && fault === null)
      return { form: 'rows', value: [], notes: ['no_score'] };
    const event = Object.fromEntries(fields);
    putAnswers(event);
    const made: MadeRow = { value: event, notes, ...(fault ? { fault } : {}) };
    return { form: 'rows', value: [made], notes: [] };
  };
}

/** A row with one score on one criterion. */
function oneScoreStep(mapping: Mapping, header: readonly string[] | null): DraftStep {
  const { columns, constants, labels } = mapping;
  const access = columns.score ? accessTo(columns.score, header) : null;
  const criterion = columns.criterion ? accessTo(columns.criterion, header) : null;
  const readName = labelReader('criterion', 'criterion', labels);
  const readScore = criterionReader(mapping);
  return (draft, record, key) => {
    const word = criterion?.(record, key);
    const given = access?.(record, key);
    const set = (name: unknown, score: unknown) => draft.set('scores', Object.fromEntries([[name, score]]));
    const name = word === undefined ? { value: constants.criterion } : readName(word);
    if ('fault' in name || name.value === undefined) {
      set(textOf(word) ?? '', textOf(given));
      return 'fault' in name ? draft.refuse(name.fault) : draft.refuseField('criterion', 'is missing');
    }
    const read = readScore(String(name.value), given);
    if (name.value === null || read.score === undefined) return;
    set(name.value, read.score);
    if (read.fault) draft.refuse(read.fault);
  };
}

function scoresStep(mapping: Mapping, { header, criteria }: MappedFile): DraftStep {
  const readCards = cardsReader(mapping, header, criteria);
  return (draft, record, key) => {
    const cards = readCards(record, key);
    if (mapping.row === 'vote') setVoteScores(draft, cards);
    else if (cards.byAnswer.has('model'))
      draft.set('scores', Object.fromEntries(cards.byAnswer.get('model') as Card));
    if (cards.fault) draft.refuse(cards.fault);
  };
}

/**
 * Sets scores under the names of the models that gave the answers. If a name is missing, that is the fault to
 * report.
 */
function setVoteScores(draft: Draft, { byAnswer }: Cards): void {
  if (byAnswer.size === 0) return;
  const outcome = draft.fields.get('outcome');
  const places = new Map([...byAnswer].map(([answer, card]) => [placeOf(answer, outcome), card]));
  const scores = [...places].flatMap(([place, card]): [string, unknown][] => {
    const model = draft.fields.get(place);
    return typeof model === 'string' ? [[model, Object.fromEntries(card)]] : [];
  });
  if (scores.length > 0) draft.set('scores', Object.fromEntries(scores));
  const [winner, loser] =
    outcome === 'second' ? (['second', 'first'] as const) : (['first', 'second'] as const);
  if ((outcome === 'first' || outcome === 'second') && places.has(winner) && !places.has(loser))
    draft.notes.push('preferred_only');
}

/** The position of an answer. If the vote is not decisive, the first answer counts as the preferred answer. */
function placeOf(answer: AnswerName, outcome: unknown): 'first' | 'second' {
  if (answer === 'second') return 'second';
  if (answer === 'preferred') return outcome === 'second' ? 'second' : 'first';
  if (answer === 'other') return outcome === 'second' ? 'first' : 'second';
  return 'first';
}

const NO_SIGNS: readonly Note[] = [];
const RATED_SIGNS = [RATED];
const FAILING_SIGNS = [RATED, FAILING];

/** Signs of the direction of the scale: whether a record has scores, and whether most of them are failures. */
function signsOf(given: unknown, isVote: boolean): readonly Note[] {
  if (!isObject(given)) return NO_SIGNS;
  let [scores, failures] = [0, 0];
  for (const card of isVote ? Object.values(given) : [given])
    for (const score of Object.values(card as Readonly<Record<string, Score>>)) {
      scores += 1;
      if (isFailure(score)) failures += 1;
    }
  return 2 * failures > scores ? FAILING_SIGNS : RATED_SIGNS;
}
