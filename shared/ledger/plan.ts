import { byCodeUnit } from '../lib/index.ts';
import { apply, type EventOutcome, type Pseudonymous } from './apply.ts';
import { addInto, cellId, groupOf } from './cells/cell.ts';
import { tally } from './cells/tally.ts';
import { EMPTY, type Judgment } from './judgment.ts';
import { sameJudgment } from './ledger-codec.ts';
import type { CellAddition, Conflict, JudgmentKey, LedgerEntry, RecordOptions, Transaction } from './port.ts';
import type { FrozenCriterion } from './settings.ts';

/**
 * Maximum number of models that one judgment may rate. Without a comparison, each model has a separate cell, and a
 * change of specialty moves all of them. Twice this number must therefore stay below the 100 actions of a transaction.
 */
export const MAX_MODELS = 32;

/** Maximum number of actions in one transaction of DynamoDB. */
const MAX_ACTIONS = 100;
/**
 * Maximum number of slots that one update adds to: an expression is limited to 300 operators. A single judgment needs more
 * only with two dozen criteria, if all are safety-critical and all are revised at once. It is then sent as it is.
 */
const MAX_SLOTS = 280;

/** An event, and its place among the events that the caller gave. */
export interface IndexedEvent {
  readonly index: number;
  readonly event: Pseudonymous;
}

/** The events of one judgment, in their order. */
export interface JudgmentEvents {
  readonly key: JudgmentKey;
  readonly events: readonly IndexedEvent[];
}

/** The outcome of an event, or the reason why it can never be recorded. */
export type EventResult = EventOutcome | { readonly reject: string };

/** Events merged into the entry that the store had when it was read. */
export interface MergedJudgment extends JudgmentEvents {
  readonly seen: LedgerEntry | null;
  readonly judgment: Judgment;
  /** One per event, in order. */
  readonly results: readonly EventResult[];
  /** If false, the judgment says nothing new, and nothing is written. */
  readonly changed: boolean;
  /** The events that met other content of the same revision. */
  readonly conflicts: readonly Conflict[];
}

/** The change of one judgment and of its cells. */
export interface JudgmentPlan extends MergedJudgment {
  readonly cells: readonly CellAddition[];
}

/** Groups events by their judgment. Judgments and events keep their order. */
export function groupByJudgment(events: readonly Pseudonymous[]): JudgmentEvents[] {
  const groups = new Map<string, { readonly key: JudgmentKey; readonly events: IndexedEvent[] }>();
  events.forEach((event, index) => {
    const id = ledgerId(event);
    const group = groups.get(id);
    if (group) group.events.push({ index, event });
    else {
      const key = { clinician: event.clinician, judgment: event.judgment };
      groups.set(id, { key, events: [{ index, event }] });
    }
  });
  return [...groups.values()];
}

/**
 * Merges events into a judgment, one after another. An event that adds a model too many is rejected.
 *
 * @param seen the judgment's entry in the store
 */
export function mergeJudgment(
  { key, events }: JudgmentEvents,
  seen: LedgerEntry | null,
  criteria: readonly FrozenCriterion[],
): MergedJudgment {
  const before = seen?.judgment ?? EMPTY;
  let judgment = before;
  let conflicts: Conflict[] | null = null;
  const results = events.map(({ index, event }): EventResult => {
    const applied = apply(judgment, event);
    if (applied.judgment.scores.size > MAX_MODELS)
      return { reject: `judgment: rates more than ${MAX_MODELS} models` };
    if (applied.judgment.versions.size > MAX_MODELS)
      return { reject: `judgment: names the versions of more than ${MAX_MODELS} models` };
    if (applied.judgment.answers.size > MAX_MODELS)
      return { reject: `judgment: names the answers of more than ${MAX_MODELS} models` };
    judgment = applied.judgment;
    if (applied.lost) {
      conflicts ??= [];
      conflicts.push({ index, event, lost: applied.lost });
    }
    return applied.outcome;
  });
  // A judgment that is not in the store yet must always be written.
  const changed = judgment !== before && (!seen || !sameJudgment(before, judgment, criteria));
  return { key, events, seen, judgment, results, changed, conflicts: conflicts ?? NO_CONFLICTS };
}

const NO_CONFLICTS: readonly Conflict[] = [];

/** Merges events into a judgment, and computes the changes of its cells. */
export function planJudgment(
  events: JudgmentEvents,
  seen: LedgerEntry | null,
  criteria: readonly FrozenCriterion[],
): JudgmentPlan {
  const merged = mergeJudgment(events, seen, criteria);
  return { ...merged, cells: merged.changed ? cellChanges(merged, criteria) : [] };
}

/** tally(after) − tally(before), without cells that stay the same. */
export function cellChanges(
  { key, seen, judgment: after }: MergedJudgment,
  criteria: readonly FrozenCriterion[],
): CellAddition[] {
  const group = groupOf(key.clinician);
  const cells = new Map<string, CellAddition & { counts: Map<string, number> }>();
  const add = (judgment: Judgment, factor: 1 | -1) => {
    for (const { counts, ...key } of tally(judgment, criteria)) {
      const cell = cells.get(cellId(key)) ?? { ...key, group, counts: new Map() };
      addInto(cell.counts, counts, factor);
      cells.set(cellId(key), cell);
    }
  };
  add(after, 1);
  if (seen) add(seen.judgment, -1);
  return [...cells.values()].filter(({ counts }) => counts.size > 0);
}

/** Identifies a cell among the cells of all groups. */
export const groupCellId = (cell: CellAddition): string => `${cell.group}#${cellId(cell)}`;

/**
 * Sorts plans so that those of one cell are neighbours, and share one update of the cell in a transaction.
 *
 * @param interleave whether to take one cell per group in turn, so that no partition of the counters is the only busy
 *   one. Imports need this, because they record a whole window at once.
 */
export function orderPlans(plans: readonly JudgmentPlan[], interleave: boolean): JudgmentPlan[] {
  const byCell = new Map<string, JudgmentPlan[]>();
  for (const plan of plans) {
    const id = plan.cells[0] ? groupCellId(plan.cells[0]) : `${groupOf(plan.key.clinician)}#`;
    const sameCell = byCell.get(id);
    if (sameCell) sameCell.push(plan);
    else byCell.set(id, [plan]);
  }
  const cells = [...byCell].sort(([a], [b]) => byCodeUnit(a, b)).map(([, sameCell]) => sameCell);
  return (interleave ? interleaveGroups(cells) : cells).flat();
}

/** Takes the first cell of each group, then the second cell of each group, and so on. */
function interleaveGroups(cells: readonly JudgmentPlan[][]): JudgmentPlan[][] {
  const rounds = new Map<number, number>();
  const placed = cells.map((plans) => {
    const group = groupOf(plans[0]!.key.clinician);
    const round = rounds.get(group) ?? 0;
    rounds.set(group, round + 1);
    return { round, plans };
  });
  return placed.sort((a, b) => a.round - b.round).map(({ plans }) => plans);
}

/** Limits of a transaction. */
export interface TransactionLimits {
  readonly maxJudgments: number;
  /** Actions that the transaction needs for other items. */
  readonly reserved: number;
}

/**
 * Cuts plans into transactions and keeps their order. A transaction has at most `maxJudgments` judgments, at most 100
 * actions including its cells and the `reserved` ones, and at most 280 slots per cell.
 *
 * The limit of 4 MB cannot be reached: a judgment of 32 models with 24 revised scores each has 25 KB, and a cell is
 * much smaller.
 */
export function packTransactions(
  plans: readonly JudgmentPlan[],
  limits: TransactionLimits,
): (readonly JudgmentPlan[])[] {
  const transactions: JudgmentPlan[][] = [];
  let slots = new Map<string, Set<string>>();
  for (const plan of plans) {
    const last = transactions.at(-1);
    if (last && fitsInto(last, slots, plan, limits)) last.push(plan);
    else {
      transactions.push([plan]);
      slots = new Map();
    }
    for (const cell of plan.cells) {
      const used = slots.get(groupCellId(cell)) ?? new Set();
      for (const slot of cell.counts.keys()) used.add(slot);
      slots.set(groupCellId(cell), used);
    }
  }
  return transactions;
}

/** @param slots the slots that the transaction adds to, by cell */
function fitsInto(
  transaction: readonly JudgmentPlan[],
  slots: ReadonlyMap<string, ReadonlySet<string>>,
  { cells }: JudgmentPlan,
  { maxJudgments, reserved }: TransactionLimits,
): boolean {
  if (transaction.length >= maxJudgments) return false;
  const newCells = cells.filter((cell) => !slots.has(groupCellId(cell))).length;
  if (transaction.length + 1 + slots.size + newCells + reserved > MAX_ACTIONS) return false;
  return cells.every((cell) => {
    const used = slots.get(groupCellId(cell));
    if (!used) return true;
    return used.size + [...cell.counts.keys()].filter((slot) => !used.has(slot)).length <= MAX_SLOTS;
  });
}

/**
 * Adds up the changes of the plans, cell by cell. A cell stays in the list if its changes add up to nothing: judgments
 * have moved, so its version must rise for `recount`.
 */
export function sumCells(plans: readonly JudgmentPlan[]): CellAddition[] {
  const sums = new Map<string, CellAddition & { counts: Map<string, number> }>();
  for (const addition of plans.flatMap(({ cells }) => cells)) {
    const id = groupCellId(addition);
    const sum = sums.get(id) ?? { ...addition, counts: new Map<string, number>() };
    addInto(sum.counts, addition.counts);
    sums.set(id, sum);
  }
  return [...sums.values()];
}

/** Whether the import has written the judgment while it recorded the same window before. */
export const isOwnWrite = (seen: LedgerEntry | null, options: RecordOptions): boolean =>
  options.import !== undefined && seen?.source === options.source;

/** The writer of a judgment that an event did not change. */
export const heldBy = (seen: LedgerEntry | null): { readonly heldBy?: string } =>
  seen ? { heldBy: seen.source } : {};

/** The entry to write for a changed judgment. */
export const entryOf = ({ seen, judgment, events }: MergedJudgment, source: string): LedgerEntry => ({
  judgment,
  version: (seen?.version ?? 0) + 1,
  source,
  at: events.at(-1)!.event.at,
});

/** The transaction that writes the plans, and counts their outcomes if an import writes them. */
export function transactionOf(plans: readonly JudgmentPlan[], options: RecordOptions): Transaction {
  const judgments = plans.map((plan) => ({
    ...plan.key,
    expectedVersion: plan.seen?.version ?? 0,
    entry: entryOf(plan, options.source),
  }));
  const transaction = { judgments, cells: sumCells(plans) };
  if (!options.import) return transaction;
  const outcomes = new Map<string, number>();
  for (const plan of plans) countOutcomes(plan, options, outcomes);
  return { ...transaction, import: { ...options.import, outcomes } };
}

/**
 * Adds the outcomes that an import counts when it writes a judgment. If it has written the judgment in the same window
 * before, only changes count. There can be some, because a criterion may have been added since.
 */
export function countOutcomes(
  { seen, results }: MergedJudgment,
  options: RecordOptions,
  outcomes: Map<string, number>,
): void {
  const isOwn = isOwnWrite(seen, options);
  for (const result of results)
    if (typeof result === 'string' && (!isOwn || CHANGING_OUTCOMES.has(result)))
      outcomes.set(result, (outcomes.get(result) ?? 0) + 1);
}

const CHANGING_OUTCOMES: ReadonlySet<EventOutcome> = new Set(['recorded', 'revised', 'retracted']);

/** A judgment's key as text. */
export const ledgerId = ({ clinician, judgment }: JudgmentKey): string => `${clinician}#${judgment}`;
