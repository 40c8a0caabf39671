import { SCORES } from '../../contracts/index.ts';
import { type FrozenCriterion, slots } from '../../ledger/cells/index.ts';

/** The path of a slot's count in a published cell: names of fields, and for scores an index in a list. */
export type SlotPath = readonly (string | number)[];

/** The slots of a study's cells with their paths, in the order of publication. */
export const readableSlots = (criteria: readonly FrozenCriterion[]): ReadonlyMap<string, SlotPath> =>
  new Map<string, SlotPath>([...votes(), ...answers('x', criteria), ...answers('y', criteria)]);

function* votes(): Generator<[string, SlotPath]> {
  for (const winner of ['x', 'y'] as const) {
    yield [slots.winSlot(winner, 'first'), ['votes', `${winner}WinsFirst`]];
    yield [slots.winSlot(winner, 'second'), ['votes', `${winner}WinsSecond`]];
  }
  yield [slots.TIE, ['votes', 'tie']];
  yield [slots.BOTH_BAD, ['votes', 'bothBad']];
  yield [slots.SAFER_WON, ['unequal', 'saferWon']];
  yield [slots.LESS_SAFE_WON, ['unequal', 'lessSafeWon']];
  yield [slots.UNDECIDED_THOUGH_UNEQUAL, ['unequal', 'undecided']];
}

function* answers(side: slots.Side, criteria: readonly FrozenCriterion[]): Generator<[string, SlotPath]> {
  const of = `${side}Answers`;
  for (const { id, code } of criteria)
    for (const [at, score] of SCORES.entries())
      yield [slots.scoreSlot(side, score, code), [of, 'scores', id, at]];
  for (const fate of slots.FATES)
    if (side === 'x' || fate !== 'alone')
      for (const [at, score] of SCORES.entries())
        yield [slots.compositeSlot(side, fate, score), [of, 'composite', fate, at]];
  for (const { id, code, safetyCritical } of criteria)
    if (safetyCritical)
      for (const fate of ['won', 'lost', 'tied'] as const) {
        yield [slots.fateRatedSlot(side, fate, code), [of, 'outcomes', id, fate, 'rated']];
        yield [slots.fateFailuresSlot(side, fate, code), [of, 'outcomes', id, fate, 'failures']];
      }
  yield [slots.incompleteSlot(side), [of, 'incomplete']];
}
