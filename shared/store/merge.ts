import { groupOf } from '../contracts/pseudonym.ts';
import type { FrozenCriterion } from '../contracts/settings.ts';
import { apply, type EventOutcome, type Pseudonymous } from '../judgments/apply.ts';
import { EMPTY, type Judgment } from '../judgments/judgment.ts';
import { cellId } from '../tallies/cell.ts';
import { addInto } from '../tallies/counts.ts';
import { tally } from '../tallies/tally.ts';
import { sameJudgment } from './ledger-codec.ts';
import type { CellAddition, JudgmentKey, LedgerEntry } from './port.ts';

/**
 * Most models that one judgment may rate. Without a comparison each has a cell of its own, and a change of
 * specialty moves them all: twice this must stay below the 100 actions of a transaction.
 */
export const MAX_MODELS = 32;

/** What is to be recorded of one judgment: the events given, and the entry as last seen in the store. */
export interface Work {
  readonly key: JudgmentKey;
  readonly events: readonly { readonly index: number; readonly event: Pseudonymous }[];
  readonly seen: LedgerEntry | null;
}

/** What became of an event of the work: a word for its sender, or why it cannot be taken. */
export type Verdict = EventOutcome | { readonly reject: string };

/** Work with its events merged into what was seen. */
export interface Step extends Work {
  readonly judgment: Judgment;
  /** One per event, in order. */
  readonly verdicts: readonly Verdict[];
  /** Whether the judgment says anything new: else there is nothing to write. */
  readonly changed: boolean;
  /** tally(after) − tally(before), cells without a difference left out. */
  readonly cells: readonly CellAddition[];
}

/** Merges the work's events into the entry as seen. */
export function merge(work: Work, criteria: readonly FrozenCriterion[]): Step {
  const before = work.seen?.judgment ?? EMPTY;
  let judgment = before;
  const verdicts = work.events.map(({ event }): Verdict => {
    const applied = apply(judgment, event);
    if (applied.judgment.scores.size > MAX_MODELS)
      return { reject: `judgment: rates more than ${MAX_MODELS} models` };
    judgment = applied.judgment;
    return applied.outcome;
  });
  // Whatever is said of a judgment that was not there is new.
  const changed = judgment !== before && (!work.seen || !sameJudgment(before, judgment, criteria));
  return {
    ...work,
    judgment,
    verdicts,
    changed,
    cells: changed ? delta(work.key, before, judgment, criteria) : [],
  };
}

function delta(
  { clinician }: JudgmentKey,
  before: Judgment,
  after: Judgment,
  criteria: readonly FrozenCriterion[],
) {
  const group = groupOf(clinician);
  const cells = new Map<string, CellAddition & { counts: Map<string, number> }>();
  const add = (judgment: Judgment, factor: 1 | -1) => {
    for (const { counts, ...key } of tally(judgment, criteria)) {
      const cell = cells.get(cellId(key)) ?? { ...key, group, counts: new Map() };
      addInto(cell.counts, counts, factor);
      cells.set(cellId(key), cell);
    }
  };
  add(after, 1);
  add(before, -1);
  return [...cells.values()].filter(({ counts }) => counts.size > 0);
}
