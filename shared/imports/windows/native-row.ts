import { putAnswers } from '../put-answers.ts';
import type { Answer, Columns } from './native-columns.ts';

const SCORES = new Map([-2, -1, 0, 1, 2].map((score) => [String(score), score]));

/**
 * A whole number in the usual notation. Any other text remains a text, and is refused with the name of the field.
 */
const revisionOf = (text: string): number | string => (/^[1-9]\d{0,15}$/.test(text) ? Number(text) : text);

/** Turns a row into an event. */
export type RowReader = (row: readonly string[]) => unknown;

/**
 * Reads rows of a Primum CSV as events, in the form of decoded JSON, not yet validated. Empty cells are absent.
 * Scores are exactly -2, -1, 0, 1 or 2. Texts such as `+1`, `1.0` and ` 1` remain texts and are refused.
 */
export function rowReader({ kind, fields, scores }: Columns, study: string): RowReader {
  const columns = [...fields];
  const cardOf = {
    first: cardReader(scores, 'first'),
    second: cardReader(scores, 'second'),
    model: cardReader(scores, 'model'),
  };
  return (row) => {
    // This object needs no guard against names from outside, because all names are columns of the contract.
    const event: Record<string, unknown> = { kind };
    for (const [index, name] of columns) {
      const cell = row[index];
      if (cell) event[name] = name === 'revision' ? revisionOf(cell) : cell;
    }
    event.study ??= study;
    putAnswers(event);
    if (kind === 'rating') event.scores = cardOf.model(row) ?? {};
    else {
      const cards = cardsOf(event, cardOf.first(row), cardOf.second(row));
      if (cards) event.scores = cards;
    }
    return event;
  };
}

/**
 * Scores under the names of the models that gave the answers. If a name is missing, the missing field is the fault
 * to report.
 */
function cardsOf(event: Record<string, unknown>, first: unknown, second: unknown): unknown {
  if (!first && !second) return null;
  const cards: [string, unknown][] = [];
  if (first && event.first) cards.push([event.first as string, first]);
  if (second && event.second) cards.push([event.second as string, second]);
  return Object.fromEntries(cards);
}

/** Reads the scores of one answer by criterion. Null if its cells are all empty. */
function cardReader(
  scores: Columns['scores'],
  answer: Answer,
): (row: readonly string[]) => Record<string, unknown> | null {
  const columns = [...scores].filter(([, score]) => score.answer === answer);
  const indexes = columns.map(([index]) => index);
  const criteria = columns.map(([, { criterion }]) => criterion);
  const full = Object.fromEntries(criteria.map((criterion): [string, unknown] => [criterion, 0]));
  return (row) => {
    if (indexes.every((index) => !row[index])) return null;
    if (indexes.some((index) => !row[index]))
      return Object.fromEntries(
        indexes.flatMap((index, at) => (row[index] ? [[criteria[at]!, scoreIn(row[index])]] : [])),
      );
    // The object already has all of its names, so an assignment cannot reach a prototype.
    const card = { ...full };
    for (let at = 0; at < indexes.length; at += 1) card[criteria[at]!] = scoreIn(row[indexes[at]!]!);
    return card;
  };
}

const scoreIn = (cell: string): unknown => SCORES.get(cell) ?? cell;
