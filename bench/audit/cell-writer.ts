import { isFailure, SCORES } from '../../shared/contracts/index.ts';
import { type Counts, type FrozenCriterion, slots } from '../../shared/ledger/cells/index.ts';

/** The truth about a pair of models: the log-odds of preferring x, and the probability of a bad answer from each. */
export interface PairTruth {
  readonly appeal: number;
  readonly riskX: number;
  readonly riskY: number;
}

/** Shares of votes without a decision, of votes without ratings, and of answers with a criterion left out. */
const [TIED_SHARE, BOTH_BAD_SHARE, UNRATED_SHARE, GAP_SHARE] = [0.1, 0.05, 0.1, 0.03];
/** Index of the lowest score that is not a failure. */
const LOWEST_PASSING_SCORE = SCORES.findIndex((score) => !isFailure(score));

type ComparedOutcome = Exclude<slots.Fate, 'alone'>;

/**
 * Writes the counts of a cell with the given number of randomly drawn judgments. It adds the same counts as `tally`,
 * but builds no judgments. It therefore draws tens of millions of answers in seconds.
 */
export function cellWriter(criteria: readonly FrozenCriterion[], uniform: () => number) {
  const { names, ...slot } = slotNumbers(criteria);
  const tally = new Int32Array(names.length);
  let touched: number[] = [];
  const add = (number: number): void => {
    if (tally[number]!++ === 0) touched.push(number);
  };

  /** @returns the index of the composite's score; null if the composite is incomplete */
  const answer = (side: slots.Side, fate: ComparedOutcome, risk: number): number | null => {
    const bad = uniform() < risk;
    const gap = uniform() < GAP_SHARE ? Math.floor(uniform() * criteria.length) : -1;
    const fated = fate === 'bothBad' ? null : slot.fated[side][fate];
    let lowest = SCORES.length - 1;
    for (let at = 0; at < criteria.length; at++) {
      if (at === gap) continue;
      const score = drawScore(bad, uniform());
      add(slot.score[side][score]![at]!);
      if (!criteria[at]!.safetyCritical) continue;
      lowest = Math.min(lowest, score);
      if (!fated) continue;
      add(fated.rated[at]!);
      if (score < LOWEST_PASSING_SCORE) add(fated.failures[at]!);
    }
    const complete = gap < 0 || !criteria[gap]!.safetyCritical;
    add(complete ? slot.composite[side][fate][lowest]! : slot.incomplete[side]);
    return complete ? lowest : null;
  };

  const judgment = ({ appeal, riskX, riskY }: PairTruth): void => {
    const chance = uniform();
    const decided = chance >= TIED_SHARE + BOTH_BAD_SHARE;
    const undecided = chance < TIED_SHARE ? 'tied' : 'bothBad';
    const xWins = decided && uniform() < 1 / (1 + Math.exp(-appeal));
    if (decided) add(slot.win[xWins ? 'x' : 'y'][uniform() < 0.5 ? 'first' : 'second']);
    else add(slot.undecided[undecided]);
    if (uniform() < UNRATED_SHARE) return;
    const x = answer('x', decided ? (xWins ? 'won' : 'lost') : undecided, riskX);
    const y = answer('y', decided ? (xWins ? 'lost' : 'won') : undecided, riskY);
    if (x === null || y === null || x === y) return;
    add(slot.unequal[decided ? (x > y === xWins ? 'saferWon' : 'lessSafeWon') : 'undecided']);
  };

  return (judgments: number, truth: PairTruth): Counts => {
    for (let number = 0; number < judgments; number++) judgment(truth);
    const counts = new Map<string, number>();
    for (const number of touched) {
      counts.set(names[number]!, tally[number]!);
      tally[number] = 0;
    }
    touched = [];
    return counts;
  };
}

/** Index of a score: a third of bad answers and one in a hundred good ones fail; a tenth of these fail severely. */
function drawScore(bad: boolean, chance: number): number {
  const failing = bad ? 0.33 : 0.01;
  if (chance < failing) return chance < failing / 10 ? 0 : 1;
  return (
    LOWEST_PASSING_SCORE +
    Math.floor(((chance - failing) / (1 - failing)) * (SCORES.length - LOWEST_PASSING_SCORE))
  );
}

/** Numbers of all slots that are counted. */
function slotNumbers(criteria: readonly FrozenCriterion[]) {
  const names: string[] = [];
  const number = (slot: string): number => names.push(slot) - 1;
  const bySide = <T>(of: (side: slots.Side) => T) => ({ x: of('x'), y: of('y') });
  const byCriterion = (slot: (code: string) => string) => criteria.map(({ code }) => number(slot(code)));
  const fated = (side: slots.Side, fate: slots.ComparedFate) => ({
    rated: byCriterion((code) => slots.fateRatedSlot(side, fate, code)),
    failures: byCriterion((code) => slots.fateFailuresSlot(side, fate, code)),
  });
  const composite = (side: slots.Side, fate: ComparedOutcome) =>
    SCORES.map((score) => number(slots.compositeSlot(side, fate, score)));
  return {
    names,
    win: bySide((side) => ({
      first: number(slots.winSlot(side, 'first')),
      second: number(slots.winSlot(side, 'second')),
    })),
    undecided: { tied: number(slots.TIE), bothBad: number(slots.BOTH_BAD) },
    unequal: {
      saferWon: number(slots.SAFER_WON),
      lessSafeWon: number(slots.LESS_SAFE_WON),
      undecided: number(slots.UNDECIDED_THOUGH_UNEQUAL),
    },
    incomplete: bySide((side) => number(slots.incompleteSlot(side))),
    score: bySide((side) => SCORES.map((score) => byCriterion((code) => slots.scoreSlot(side, score, code)))),
    fated: bySide((side) => ({
      won: fated(side, 'won'),
      lost: fated(side, 'lost'),
      tied: fated(side, 'tied'),
    })),
    composite: bySide((side) => ({
      won: composite(side, 'won'),
      lost: composite(side, 'lost'),
      tied: composite(side, 'tied'),
      bothBad: composite(side, 'bothBad'),
    })),
  };
}
