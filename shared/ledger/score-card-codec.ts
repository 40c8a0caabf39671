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

/** Scores that were never revised. Nearly all scores are, and a study has millions of them. */
const FIRST_REGISTERS = SCORES.map((value): Register<Score> => ({ value, revision: 1 }));

const ZERO = '0'.charCodeAt(0);
const damaged = () => new OwnError('an item of the ledger contains a damaged score');

/** The criteria by code, by list of criteria. */
const criteriaByCode = new WeakMap<readonly FrozenCriterion[], ReadonlyMap<string, string>>();

function byCode(criteria: readonly FrozenCriterion[]): ReadonlyMap<string, string> {
  let ids = criteriaByCode.get(criteria);
  if (!ids) {
    ids = new Map(criteria.map(({ id, code }) => [code, id]));
    criteriaByCode.set(criteria, ids);
  }
  return ids;
}

/**
 * Reads a card that {@link encodeCard} has written.
 *
 * @throws UnknownCriterion if another writer has appended a criterion since the settings were read
 */
export function decodeCard(text: string, criteria: readonly FrozenCriterion[]): ScoreCard {
  const ids = byCode(criteria);
  const card = new Map<string, Register<Score>>();
  for (let at = 0; at < text.length; ) {
    const code = text[at]!;
    const first = FIRST_REGISTERS[text.charCodeAt(at + 1) - ZERO];
    if (first === undefined) throw damaged();
    const id = ids.get(code);
    if (id === undefined) throw new UnknownCriterion(`the study has no criterion with the code ${code}`);
    at += 2;
    if (text[at] !== '(') card.set(id, first);
    else {
      const end = text.indexOf(')', at);
      if (end < 0) throw damaged();
      card.set(id, { value: first.value, revision: Number(text.slice(at + 1, end)) });
      at = end + 1;
    }
  }
  return card;
}
