import { isFailure, SCORES, type Score } from '../contracts/score.ts';
import type { FrozenCriterion } from '../contracts/settings.ts';
import type { Cell } from './cell.ts';
import type { Counts } from './counts.ts';
import * as slots from './slots.ts';
import { type ComparedFate, FATES, type Fate, type Side } from './slots.ts';

/** How often each score −2, −1, 0, 1, 2 was given, in that order. */
export type Distribution = [number, number, number, number, number];

export interface FateCounts {
  failures: number;
  rated: number;
}

/** What a cell holds of one side's answers. */
export interface AnswerTally {
  /** By criterion, in the order of the criteria given. */
  readonly scores: readonly Distribution[];
  /** Composites of complete answers, by fate. */
  readonly composite: Readonly<Record<Fate, Distribution>>;
  /** By criterion, as `scores`; null for those that are not safety-critical. */
  readonly fates: readonly (Readonly<Record<Fate, FateCounts>> | null)[];
  /** Rated answers that lack a safety-critical score. */
  readonly incomplete: number;
}

export interface VoteTally {
  readonly xWinsFirst: number;
  readonly xWinsSecond: number;
  readonly yWinsFirst: number;
  readonly yWinsSecond: number;
  readonly tie: number;
  readonly bothBad: number;
  readonly saferWon: number;
  readonly lessSafeWon: number;
  readonly undecidedThoughUnequal: number;
}

const at = (counts: Counts, slot: string): number => counts.get(slot) ?? 0;

/** The votes of a comparison's cell. All zero in a cell of one model alone. */
export const votesOf = ({ counts }: Cell): VoteTally => ({
  xWinsFirst: at(counts, slots.winSlot('x', 'first')),
  xWinsSecond: at(counts, slots.winSlot('x', 'second')),
  yWinsFirst: at(counts, slots.winSlot('y', 'first')),
  yWinsSecond: at(counts, slots.winSlot('y', 'second')),
  tie: at(counts, slots.TIE),
  bothBad: at(counts, slots.BOTH_BAD),
  saferWon: at(counts, slots.SAFER_WON),
  lessSafeWon: at(counts, slots.LESS_SAFE_WON),
  undecidedThoughUnequal: at(counts, slots.UNDECIDED_THOUGH_UNEQUAL),
});

const distribution = (count: (score: Score) => number): Distribution => SCORES.map(count) as Distribution;

/** The answers of one side of a cell. */
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
    safetyCritical ? fateCounts(counts, side, code, scores[index]!, y === '') : null,
  );
  return { scores, composite, fates, incomplete: at(counts, slots.incompleteSlot(side)) };
}

/** Won, lost and tied are counted; what they leave of all scores was alone, or one of both bad. */
function fateCounts(counts: Counts, side: Side, code: string, all: Distribution, alone: boolean) {
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
