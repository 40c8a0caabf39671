import { isFailure, type Score } from '../../contracts/index.ts';
import type { Comparison, Judgment, ScoreCard } from '../judgment.ts';
import type { FrozenCriterion } from '../settings.ts';
import type { CellKey, Counts } from './cell.ts';
import type { Fate, Side } from './slots.ts';
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
export function tally(judgment: Judgment, criteria: readonly FrozenCriterion[]): Tally[] {
  const tallies: (Tally & { counts: Map<string, number> })[] = [];
  tallyInto(judgment, criteria, (key) => {
    const counts = new Map<string, number>();
    tallies.push({ ...key, counts });
    return (slot) => counts.set(slot, (counts.get(slot) ?? 0) + 1);
  });
  return tallies.filter(({ counts }) => counts.size > 0);
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
  const counterOf = (key: CellKey) => new CellCounter(key, cell(key), criteria);
  if (comparison) counterOf(cellOf(specialty.value, comparison.value)).compare(comparison.value, scores);
  else
    for (const [model, card] of scores)
      counterOf({ specialty: specialty.value, x: model, y: '' }).countAnswer('x', 'alone', card);
}

const cellOf = (specialty: string, { first, second }: Comparison): CellKey =>
  first < second ? { specialty, x: first, y: second } : { specialty, x: second, y: first };

/** Increments the slots of one cell. */
class CellCounter {
  readonly #key: CellKey;
  readonly #increment: Increment;
  readonly #criteria: readonly FrozenCriterion[];

  constructor(key: CellKey, increment: Increment, criteria: readonly FrozenCriterion[]) {
    this.#key = key;
    this.#increment = increment;
    this.#criteria = criteria;
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
    const xComposite = this.countAnswer('x', fateOf(x), scores.get(x));
    const yComposite = this.countAnswer('y', fateOf(y), scores.get(y));
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
  countAnswer(side: Side, fate: Fate, card: ScoreCard | undefined): Score | null {
    const increment = this.#increment;
    let rated = false;
    let lowest: Score = 2;
    let complete = true;
    for (const { id, code, safetyCritical } of this.#criteria) {
      const score = card?.get(id)?.value;
      if (score === undefined) {
        complete &&= !safetyCritical;
        continue;
      }
      rated = true;
      increment(slots.scoreSlot(side, score, code));
      if (!safetyCritical) continue;
      if (score < lowest) lowest = score;
      if (fate === 'bothBad' || fate === 'alone') continue;
      increment(slots.fateRatedSlot(side, fate, code));
      if (isFailure(score)) increment(slots.fateFailuresSlot(side, fate, code));
    }
    if (!rated) return null;
    increment(complete ? slots.compositeSlot(side, fate, lowest) : slots.incompleteSlot(side));
    return complete ? lowest : null;
  }
}
