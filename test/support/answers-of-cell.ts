import { isFailure, SCORES, type Score } from '../../shared/contracts/score.ts';
import type { Cell, Counts } from '../../shared/ledger/cells/cell.ts';
import * as slots from '../../shared/ledger/cells/slots.ts';
import { type ComparedFate, FATES, type Fate, type Side } from '../../shared/ledger/cells/slots.ts';
import type { FrozenCriterion } from '../../shared/ledger/settings.ts';

/** Counts of the scores −2, −1, 0, 1 and 2, in this order. */
export type Distribution = [number, number, number, number, number];

export interface FateCounts {
  failures: number;
  rated: number;
}

/** The answers of one side of a cell. */
export interface AnswerTally {
  /** Scores by criterion, in the order of the given criteria. */
  readonly scores: readonly Distribution[];
  /** Composites of complete answers by fate. */
  readonly composite: Readonly<Record<Fate, Distribution>>;
  /** Counts by criterion, in the same order. Null for criteria that are not safety-critical. */
  readonly fates: readonly (Readonly<Record<Fate, FateCounts>> | null)[];
  /** Number of rated answers without a safety-critical score. */
  readonly incomplete: number;
}

const at = (counts: Counts, slot: string): number => counts.get(slot) ?? 0;

const distribution = (count: (score: Score) => number): Distribution => SCORES.map(count) as Distribution;

/** The answers of one side of a cell, read slot by slot. Tests compare the audit's faster decoding with this one. */
export function answersOf(
  { counts, y }: Cell,
  side: Side,
  criteria: readonly FrozenCriterion[],
): AnswerTally {
  const scores = criteria.map(({ code }) =>
    distribution((score) => at(counts, slots.scoreSlot(side, score, code))),
  );
  const composite = Object.fromEntries(
    FATES.map((fate) => [fate, distribution((score) => at(counts, slots.compositeSlot(side, fate, score)))]),
  ) as Record<Fate, Distribution>;
  const fates = criteria.map(({ code, safetyCritical }, index) =>
    safetyCritical ? fateCounts(counts, { side, code, all: scores[index]!, alone: y === '' }) : null,
  );
  return { scores, composite, fates, incomplete: at(counts, slots.incompleteSlot(side)) };
}

/** Answers that won, lost or tied are counted. The remaining answers were alone or one of both bad. */
function fateCounts(
  counts: Counts,
  { side, code, all, alone }: { side: Side; code: string; all: Distribution; alone: boolean },
) {
  const of = (fate: ComparedFate): FateCounts => ({
    failures: at(counts, slots.fateFailuresSlot(side, fate, code)),
    rated: at(counts, slots.fateRatedSlot(side, fate, code)),
  });
  const [won, lost, tied] = [of('won'), of('lost'), of('tied')];
  const rest: FateCounts = {
    failures: failures(all) - won.failures - lost.failures - tied.failures,
    rated: total(all) - won.rated - lost.rated - tied.rated,
  };
  const none: FateCounts = { failures: 0, rated: 0 };
  return { won, lost, tied, bothBad: alone ? none : rest, alone: alone ? rest : none };
}

export const total = (scores: Distribution): number => scores.reduce((sum, count) => sum + count, 0);

export const failures = (scores: Distribution): number =>
  SCORES.reduce<number>((sum, score, index) => sum + (isFailure(score) ? scores[index]! : 0), 0);
