import { isFailure, type Score } from '../contracts/score.ts';
import type { FrozenCriterion } from '../contracts/settings.ts';
import type { Comparison, Judgment, ScoreCard } from '../judgments/judgment.ts';
import type { CellKey } from './cell.ts';
import type { Counts } from './counts.ts';
import type { Fate, Side } from './slots.ts';
import * as slots from './slots.ts';

/** What a judgment adds to one cell. */
export interface Tally extends CellKey {
  readonly counts: Counts;
}

/**
 * The increments of a judgment: of one cell where its comparison is known, else of one cell for each model rated.
 * Counters are the sum of tallies over the ledger; a change of a judgment adds tally(after) − tally(before).
 *
 * `criteria` are those frozen with the study: scores on any other are kept in the ledger and not counted.
 */
export function tally(judgment: Judgment, criteria: readonly FrozenCriterion[]): Tally[] {
  const { specialty, comparison, scores } = judgment;
  if (!specialty) return [];
  if (comparison) return [tallyComparison(specialty.value, comparison.value, scores, criteria)];
  return [...scores].flatMap(([model, card]) => {
    const counts = new Map<string, number>();
    countAnswer(counts, 'x', 'alone', card, criteria);
    return counts.size === 0 ? [] : [{ specialty: specialty.value, x: model, y: '', counts }];
  });
}

function tallyComparison(
  specialty: string,
  { first, second, outcome }: Comparison,
  scores: Judgment['scores'],
  criteria: readonly FrozenCriterion[],
): Tally {
  const [x, y] = first < second ? [first, second] : [second, first];
  const counts = new Map<string, number>();
  const winner = outcome === 'first' ? first : outcome === 'second' ? second : null;
  if (winner !== null) {
    const side = winner === x ? 'x' : 'y';
    increment(counts, slots.winSlot(side, winner === first ? 'first' : 'second'));
  } else increment(counts, outcome === 'tie' ? slots.TIE : slots.BOTH_BAD);

  const fateOf = (model: string): Fate =>
    winner === null ? (outcome === 'tie' ? 'tied' : 'bothBad') : model === winner ? 'won' : 'lost';
  const xComposite = countAnswer(counts, 'x', fateOf(x), scores.get(x), criteria);
  const yComposite = countAnswer(counts, 'y', fateOf(y), scores.get(y), criteria);
  if (xComposite !== null && yComposite !== null && xComposite !== yComposite) {
    const safer = xComposite > yComposite ? x : y;
    increment(
      counts,
      winner === null
        ? slots.UNDECIDED_THOUGH_UNEQUAL
        : winner === safer
          ? slots.SAFER_WON
          : slots.LESS_SAFE_WON,
    );
  }
  return { specialty, x, y, counts };
}

/** Counts one answer's scores, and returns its composite: null where a safety-critical score is missing. */
function countAnswer(
  counts: Map<string, number>,
  side: Side,
  fate: Fate,
  card: ScoreCard | undefined,
  criteria: readonly FrozenCriterion[],
): Score | null {
  let rated = false;
  let lowest: Score = 2;
  let complete = true;
  for (const { id, code, safetyCritical } of criteria) {
    const score = card?.get(id)?.value;
    if (score === undefined) {
      complete &&= !safetyCritical;
      continue;
    }
    rated = true;
    increment(counts, slots.scoreSlot(side, score, code));
    if (!safetyCritical) continue;
    if (score < lowest) lowest = score;
    if (fate === 'bothBad' || fate === 'alone') continue;
    increment(counts, slots.fateRatedSlot(side, fate, code));
    if (isFailure(score)) increment(counts, slots.fateFailuresSlot(side, fate, code));
  }
  if (!rated) return null;
  increment(counts, complete ? slots.compositeSlot(side, fate, lowest) : slots.incompleteSlot(side));
  return complete ? lowest : null;
}

const increment = (counts: Map<string, number>, slot: string): void => {
  counts.set(slot, (counts.get(slot) ?? 0) + 1);
};
