import { SCORES, type Score } from '../contracts/score.ts';
import type { FrozenCriterion } from '../contracts/settings.ts';
import type { Register, ScoreCard } from '../judgments/judgment.ts';
import { OwnError } from '../own-error.ts';

/** A score card that holds a criterion, or a criterion code that holds a score, beyond those frozen with the study. */
export class UnknownCriterion extends OwnError {
  override readonly name = 'UnknownCriterion';
}

/**
 * A card as text, two characters a score: the criterion's code and 0 … 4 for −2 … +2, in the frozen order;
 * a revision other than 1 follows in brackets. `a4b0(3)` is +2 on the criterion a, and −2 on b at revision 3.
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
  if (written < card.size)
    throw new UnknownCriterion('a score stands under a criterion that the study has not');
  return text;
}

/**
 * The card that {@link encodeCard} wrote.
 * @throws UnknownCriterion where another writer has appended a criterion meanwhile.
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
