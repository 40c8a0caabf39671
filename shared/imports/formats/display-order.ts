import { createHash } from 'node:crypto';
import type { Mapping } from '../../contracts/index.ts';
import { byCodeUnit } from '../../lib/index.ts';
import { columnsOf } from './access.ts';
import type { Draft, DraftStep } from './draft.ts';

/**
 * Whether a mapping cannot say which answer was displayed first. If the preferred model is always in the column of
 * one answer, as in `chosen` and `rejected`, this column is no place of display.
 */
export function isOrderUnknown({ order, columns, outcomeNamesModel }: Mapping): boolean {
  if (order !== undefined) return order === 'unknown';
  const outcome = new Set(columnsOf(columns.outcome));
  const isOutcome = (column: string) => outcome.has(column);
  return Boolean(outcomeNamesModel) && [columns.first, columns.second].flatMap(columnsOf).some(isOutcome);
}

const OTHER = { first: 'second', second: 'first' } as const;

/**
 * Places the answers of a vote by a digest of what identifies the vote. Neither answer is then first more often by a
 * rule of the file, and the same vote has the same order in each import. The outcome is not in the digest.
 * @see docs/decisions/0109-unknown-order-of-display.md
 */
export const placeByDigest: DraftStep = (draft) => {
  const { fields } = draft;
  const [first, second] = [fields.get('first'), fields.get('second')];
  if (draft.fault !== null || typeof first !== 'string' || typeof second !== 'string') return;
  draft.notes.push('order_unknown');
  const models = [first, second].sort(byCodeUnit);
  const [before, after] = isOdd(draft, models) ? [models[1], models[0]] : models;
  if (before === first) return;
  draft.set('first', before);
  draft.set('second', after);
  for (const [one, other] of [
    ['first_answer', 'second_answer'],
    ['first_version', 'second_version'],
  ] as const) {
    const [of, ofOther] = [fields.get(one), fields.get(other)];
    fields.delete(one);
    fields.delete(other);
    draft.set(one, ofOther);
    draft.set(other, of);
  }
  const outcome = fields.get('outcome');
  if (outcome === 'first' || outcome === 'second') draft.set('outcome', OTHER[outcome]);
};

const WITH_ID = ['judgment', 'clinician', 'pseudonym'];
const WITHOUT_ID = ['clinician', 'pseudonym', 'item', 'at'];

const isOdd = ({ fields }: Draft, models: readonly string[]): boolean => {
  const identifying = fields.has('judgment') ? WITH_ID : WITHOUT_ID;
  const key = JSON.stringify([identifying.map((field) => fields.get(field) ?? null), models]);
  return createHash('sha256').update(key).digest()[0]! % 2 === 1;
};
