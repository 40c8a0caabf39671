import { FATES } from '../../ledger/cells/index.ts';
import type { CountKind } from '../evidence/answers.ts';
import { seenBy } from '../evidence/coverage.ts';
import { ALONE, type Block, COMPARED, entryTotal, LOST, WON } from '../evidence/layout.ts';
import { type OutcomeAnswers, UnratedAnswers } from './unrated-answers.ts';

/**
 * The answers that a claim is about. `displayed`: all displayed answers, and those rated alone. `balanced`: half
 * answers that won and half answers that lost, so that the vote influences all models equally.
 */
export type Target = 'displayed' | 'balanced';

/** The estimate of a cell from its rated answers. */
interface Estimated {
  readonly n: number;
  readonly failures: number;
  readonly rate: number;
}

/**
 * The unrated answers of a block for a target. Null for `balanced` if some answers were compared, but the answers that
 * won, or those that lost, have no ratings. If none was compared, both targets are the same.
 */
export function unratedAnswersOf(
  block: Block,
  kind: CountKind,
  estimated: Estimated,
  target: Target,
): UnratedAnswers | null {
  const outcomes = outcomesOf(block, kind, estimated);
  const isCompared = outcomes.some(({ fate, displayed }) => fate !== ALONE && displayed > 0);
  if (target === 'displayed' || !isCompared)
    return new UnratedAnswers({ ...estimated, outcomes: inProportion(outcomes), precision: 1 });
  const halves = outcomes.filter(({ fate }) => fate === WON || fate === LOST);
  if (halves.length < 2 || halves.some(({ rated }) => rated === 0)) return null;
  // Kish's effective number of answers with weights ½/R in each half.
  const size = 4 / halves.reduce((sum, { rated }) => sum + 1 / rated, 0);
  return new UnratedAnswers({
    ...estimated,
    outcomes: halves.map((half) => ({ ...half, scale: 1 / half.displayed })),
    precision: Math.min(1, size / estimated.n),
  });
}

interface FateAnswers extends Omit<OutcomeAnswers, 'scale'> {
  readonly fate: number;
}

/** The answers of a block on a criterion, by fate. Without tallies by fate, all compared answers are one outcome. */
function outcomesOf(block: Block, { layout, criterion, level }: CountKind, { n }: Estimated): FateAnswers[] {
  const displayed = FATES.map((_, fate) => (fate === ALONE ? 0 : entryTotal(block, layout.displayed(fate))));
  const seen = seenBy(block, layout);
  const outcome = (fate: number, answers: { displayed: number; seen: number; rated: number }) => {
    const isAlone = fate === ALONE;
    const own = Math.max(answers.rated, isAlone ? 0 : answers.seen);
    return {
      fate,
      lean: Number(fate === LOST) - Number(fate === WON),
      rated: answers.rated,
      seen: own,
      displayed: isAlone ? own : Math.max(own, answers.displayed),
    };
  };
  if (layout.rated(criterion, WON) === null) {
    const alone = Math.min(n, seen[ALONE]!);
    const over = (counts: readonly number[]) =>
      COMPARED.reduce<number>((sum, fate) => sum + counts[fate]!, 0);
    const compared = { displayed: over(displayed), seen: over(seen), rated: n - alone };
    const lean = compared.displayed > 0 ? (displayed[LOST]! - displayed[WON]!) / compared.displayed : 0;
    return [
      { ...outcome(WON, compared), lean },
      outcome(ALONE, { displayed: 0, seen: alone, rated: alone }),
    ].map((answers) => ({ ...answers, failures: null, maximum: answers.rated }));
  }
  const severe = level === 'severe';
  return FATES.map((_, fate) => {
    const entry = layout.rated(criterion, fate)!;
    const failed = entryTotal(block, entry + 1);
    const isComposite = criterion === layout.composite;
    const known = !severe ? failed : isComposite ? entryTotal(block, layout.compositeScore(fate, 0)) : null;
    const rated = entryTotal(block, entry);
    return {
      ...outcome(fate, { displayed: displayed[fate]!, seen: seen[fate]!, rated }),
      ...{ failures: known, maximum: failed },
    };
  });
}

/**
 * Displayed answers count equally. An answer rated alone counts as much as a rated answer of a comparison, as in the
 * weights of the rate.
 */
function inProportion(outcomes: readonly FateAnswers[]): OutcomeAnswers[] {
  const used = outcomes.filter(({ fate, rated }) => fate !== ALONE && rated > 0);
  const [rated, displayed] = (['rated', 'displayed'] as const).map((count) =>
    used.reduce((sum, outcome) => sum + outcome[count], 0),
  );
  const perRated = rated! > 0 ? displayed! / rated! : 1;
  return outcomes.map((outcome) => ({ ...outcome, scale: outcome.fate === ALONE ? perRated : 1 }));
}

interface BalancedInput {
  readonly block: Block;
  readonly kind: CountKind;
  readonly standing: { readonly rated: readonly number[] | null };
}

/**
 * Weights of rated answers by fate that give answers that won half of the weight, and answers that lost the other half.
 * Their mean over the rated answers is 1. Null if answers with one of the two outcomes have no ratings, or if failures
 * are not tallied by outcome. Without a compared answer, no vote can have influenced a score.
 */
export function balancingWeights({
  block,
  kind,
  standing: { rated },
}: BalancedInput): number[] | 'as displayed' | null {
  const { layout, criterion, level } = kind;
  if (COMPARED.every((fate) => entryTotal(block, layout.displayed(fate)) === 0)) return 'as displayed';
  if (!rated || (level === 'severe' && criterion !== layout.composite)) return null;
  if (rated[WON] === 0 || rated[LOST] === 0) return null;
  const half = rated.reduce((sum, count) => sum + count, 0) / 2;
  return FATES.map((_, fate) => (fate === WON || fate === LOST ? half / rated[fate]! : 0));
}
