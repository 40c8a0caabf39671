import { isFailure, type Score } from '../../contracts/index.ts';
import type { Comparison, Judgment, ScoreCard } from '../judgment.ts';
import type { FrozenCriterion } from '../settings.ts';
import type { CellKey, Counts } from './cell.ts';
import { indexOfScore, type SideSlots, type SlotNames, slotNames } from './slot-names.ts';
import type { Fate } from './slots.ts';
import * as slots from './slots.ts';

/** The increments of one judgment in one cell. */
export interface Tally extends CellKey {
  readonly counts: Counts;
}

/**
 * The increments of a judgment. If its comparison is known, they belong to one cell. Otherwise each rated model has a
 * cell. Counters are the sum of the tallies over the ledger, so a change of a judgment adds tally(after) −
 * tally(before).
 *
 * `criteria` are the criteria that were frozen with the study. Scores on other criteria stay in the ledger and are
 * not counted.
 */
export const tally = (judgment: Judgment, criteria: readonly FrozenCriterion[]): Tally[] =>
  incrementsOf(judgment, criteria).map(({ slots: incremented, ...key }) => ({
    ...key,
    counts: new Map(incremented.map((slot) => [slot, 1])),
  }));

/** The slots of one cell that a judgment increments by 1, each once. */
export interface Increments extends CellKey {
  readonly slots: readonly string[];
}

/** The increments of {@link tally}. A pass over a ledger uses their lists, which take a tenth of the time of maps. */
export function incrementsOf(judgment: Judgment, criteria: readonly FrozenCriterion[]): Increments[] {
  const increments: (Increments & { slots: string[] })[] = [];
  tallyInto(judgment, criteria, ({ specialty, x, y }) => {
    const incremented: string[] = [];
    increments.push({ specialty, x, y, slots: incremented });
    return (slot) => incremented.push(slot);
  });
  return increments.filter(({ slots: incremented }) => incremented.length > 0);
}

/** Adds 1 to a slot of a cell. */
export type Increment = (slot: string) => void;

/**
 * Calls back for each increment of a judgment, without building maps.
 * @param cell called once per cell, and returns the function that increments the slots of that cell
 */
export function tallyInto(
  { specialty, comparison, scores }: Judgment,
  criteria: readonly FrozenCriterion[],
  cell: (key: CellKey) => Increment,
): void {
  if (!specialty) return;
  const names = slotNames(criteria);
  const counterOf = (key: CellKey) => new CellCounter(key, cell(key), names);
  if (comparison) counterOf(cellOf(specialty.value, comparison.value)).compare(comparison.value, scores);
  else
    for (const [model, card] of scores)
      counterOf({ specialty: specialty.value, x: model, y: '' }).countAnswer(names.x, 'alone', card);
}

const cellOf = (specialty: string, { first, second }: Comparison): CellKey =>
  first < second ? { specialty, x: first, y: second } : { specialty, x: second, y: first };

/** Increments the slots of one cell. */
class CellCounter {
  readonly #key: CellKey;
  readonly #increment: Increment;
  readonly #names: SlotNames;

  constructor(key: CellKey, increment: Increment, names: SlotNames) {
    this.#key = key;
    this.#increment = increment;
    this.#names = names;
  }

  /** Counts the outcome of a comparison, and the scores of both answers. */
  compare({ first, second, outcome }: Comparison, scores: Judgment['scores']): void {
    const { x, y } = this.#key;
    const increment = this.#increment;
    const winner = outcome === 'first' ? first : outcome === 'second' ? second : null;
    if (winner !== null) {
      increment(slots.WIN_SLOTS[winner === x ? 'x' : 'y'][outcome === 'first' ? 'first' : 'second']);
    } else increment(outcome === 'tie' ? slots.TIE : slots.BOTH_BAD);

    const fateOf = (model: string): Fate =>
      winner === null ? (outcome === 'tie' ? 'tied' : 'bothBad') : model === winner ? 'won' : 'lost';
    const xComposite = this.countAnswer(this.#names.x, fateOf(x), scores.get(x));
    const yComposite = this.countAnswer(this.#names.y, fateOf(y), scores.get(y));
    if (xComposite !== null && yComposite !== null && xComposite !== yComposite) {
      const safer = xComposite > yComposite ? x : y;
      increment(
        winner === null
          ? slots.UNDECIDED_THOUGH_UNEQUAL
          : winner === safer
            ? slots.SAFER_WON
            : slots.LESS_SAFE_WON,
      );
    }
  }

  /** Counts the scores of one answer and returns its composite, or null if a safety-critical score is missing. */
  countAnswer({ criteria, composite, incomplete }: SideSlots, fate: Fate, card: ScoreCard | undefined) {
    if (!card) return null;
    const increment = this.#increment;
    let rated = false;
    let lowest: Score = 2;
    let complete = true;
    for (const { id, safetyCritical, scores, rated: ratedSlots, failures } of criteria) {
      const score = card.get(id)?.value;
      if (score === undefined) {
        complete &&= !safetyCritical;
        continue;
      }
      rated = true;
      increment(scores[indexOfScore(score)]!);
      if (!safetyCritical) continue;
      if (score < lowest) lowest = score;
      const ratedSlot = ratedSlots[fate];
      if (ratedSlot === undefined) continue;
      increment(ratedSlot);
      if (isFailure(score)) increment(failures[fate]!);
    }
    if (!rated) return null;
    increment(complete ? composite[fate][indexOfScore(lowest)]! : incomplete);
    return complete ? lowest : null;
  }
}
