import { SCORES, type Score } from '../../contracts/index.ts';
import type { FrozenCriterion } from '../settings.ts';
import * as slots from './slots.ts';
import { type ComparedFate, FATES, type Fate, type Side } from './slots.ts';

/** The slots of a criterion on one side of a cell. */
interface CriterionSlots {
  readonly id: string;
  readonly safetyCritical: boolean;
  /** By index of the score. */
  readonly scores: readonly string[];
  /** Slots of ratings and failures by fate. Absent for the fates that have none. */
  readonly rated: Partial<Readonly<Record<Fate, string>>>;
  readonly failures: Partial<Readonly<Record<Fate, string>>>;
}

/** The slots of one side of a cell. */
export interface SideSlots {
  readonly criteria: readonly CriterionSlots[];
  /** By fate, and by index of the score. */
  readonly composite: Readonly<Record<Fate, readonly string[]>>;
  readonly incomplete: string;
}

/** The slots of both sides. */
export type SlotNames = Readonly<Record<Side, SideSlots>>;

/** The place of a score in {@link CriterionSlots.scores}. */
export const indexOfScore = (score: Score): number => score - SCORES[0]!;

const known = new WeakMap<readonly FrozenCriterion[], SlotNames>();

/** The names of all slots. They are made once per list of criteria, because a judgment increments about forty slots. */
export function slotNames(criteria: readonly FrozenCriterion[]): SlotNames {
  let names = known.get(criteria);
  if (!names) {
    names = { x: sideSlots('x', criteria), y: sideSlots('y', criteria) };
    known.set(criteria, names);
  }
  return names;
}

const COMPARED: readonly ComparedFate[] = ['won', 'lost', 'tied'];

function sideSlots(side: Side, criteria: readonly FrozenCriterion[]): SideSlots {
  const byFate = (code: string, slot: typeof slots.fateRatedSlot) =>
    Object.fromEntries(COMPARED.map((fate) => [fate, slot(side, fate, code)]));
  return {
    criteria: criteria.map(({ id, code, safetyCritical }) => ({
      ...{ id, safetyCritical },
      scores: SCORES.map((score) => slots.scoreSlot(side, score, code)),
      rated: safetyCritical ? byFate(code, slots.fateRatedSlot) : {},
      failures: safetyCritical ? byFate(code, slots.fateFailuresSlot) : {},
    })),
    composite: Object.fromEntries(
      FATES.map((fate) => [fate, SCORES.map((score) => slots.compositeSlot(side, fate, score))]),
    ) as Record<Fate, string[]>,
    incomplete: slots.incompleteSlot(side),
  };
}
