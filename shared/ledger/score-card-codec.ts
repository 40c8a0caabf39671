import { SCORES, type Score } from '../contracts/index.ts';
import { OwnError } from '../lib/index.ts';
import type { Register, ScoreCard } from './judgment.ts';
import type { FrozenCriterion } from './settings.ts';

/** A score has a criterion that is not among the frozen ones. */
export class UnknownCriterion extends OwnError {
  override readonly name = 'UnknownCriterion';
}

/**
 * A card as text, in the order of the frozen criteria. A score takes two characters: the criterion's code, and a digit
 * from 0 to 4 for −2 to +2. A revision other than 1 follows in brackets. `a4b0(3)` means +2 for the criterion a, and −2
 * for b at revision 3.
 *
 * @throws UnknownCriterion
 */
export function encodeCard(card: ScoreCard, criteria: readonly FrozenCriterion[]): string {
  let text = '';
  let written = 0;
  for (const { id, code } of criteria) {
    const register = card.get(id);
    if (!register) continue;
    text += code + (register.value - SCORES[0]!) + (register.revision === 1 ? '' : `(${register.revision})`);
    written += 1;
  }
  if (written < card.size) throw new UnknownCriterion('a score has a criterion that the study does not have');
  return text;
}

/**
 * Reads a card that {@link encodeCard} has written.
 *
 * @throws UnknownCriterion if another writer has appended a criterion since the settings were read
 */
export function decodeCard(text: string, criteria: readonly FrozenCriterion[]): ScoreCard {
  const card = new Map<string, Register<Score>>();
  for (const [, code, digit, revision] of text.matchAll(/(.)([0-4])(?:\((\d+)\))?/gs)) {
    const criterion = criteria.find((candidate) => candidate.code === code);
    if (!criterion) throw new UnknownCriterion(`the study has no criterion with the code ${code}`);
    card.set(criterion.id, {
      value: SCORES[Number(digit)]!,
      revision: revision === undefined ? 1 : Number(revision),
    });
  }
  return card;
}
