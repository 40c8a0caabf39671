import type { Answer, Columns } from './native-columns.ts';

const SCORES = new Map([-2, -1, 0, 1, 2].map((score) => [String(score), score]));

/** A whole number as it is usually written; any other text stays text, and is refused with the field's name. */
const revisionOf = (text: string): number | string => (/^[1-9]\d{0,15}$/.test(text) ? Number(text) : text);

/**
 * The event that a row of a Primum CSV stands for, as a decoded JSON value would be, not yet validated.
 * Empty cells are absent. Scores are exactly -2, -1, 0, 1 or 2: `+1`, `1.0` and ` 1` stay text and are refused.
 */
export function eventOfRow(
  row: readonly string[],
  { kind, fields, scores }: Columns,
  study: string,
): unknown {
  const event: [string, unknown][] = [['kind', kind]];
  const named = new Map<string, string>();
  for (const [index, name] of fields) {
    const cell = row[index];
    if (cell === undefined || cell === '') continue;
    named.set(name, cell);
    event.push([name, name === 'revision' ? revisionOf(cell) : cell]);
  }
  if (!named.has('study')) event.push(['study', study]);
  const cards = cardsOf(row, scores);
  if (kind === 'rating') event.push(['scores', cards.get('model') ?? {}]);
  else if (cards.size > 0) event.push(['scores', byModel(cards, named)]);
  return Object.fromEntries(event);
}

function cardsOf(row: readonly string[], scores: Columns['scores']): Map<Answer, Record<string, unknown>> {
  const cards = new Map<Answer, [string, unknown][]>();
  for (const [index, { answer, criterion }] of scores) {
    const cell = row[index];
    if (cell === undefined || cell === '') continue;
    const card = cards.get(answer) ?? [];
    card.push([criterion, SCORES.get(cell) ?? cell]);
    cards.set(answer, card);
  }
  return new Map([...cards].map(([answer, card]) => [answer, Object.fromEntries(card)]));
}

/** Scores under the names of the answers' models; where a name is missing, the missing field is the fault to tell. */
function byModel(cards: Map<Answer, Record<string, unknown>>, named: Map<string, string>) {
  return Object.fromEntries(
    [...cards].flatMap(([answer, card]) => {
      const model = named.get(answer);
      return model === undefined ? [] : [[model, card]];
    }),
  );
}
