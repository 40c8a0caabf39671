import { cellId } from '../tallies/cell.ts';
import { addInto } from '../tallies/counts.ts';
import type { Step } from './merge.ts';
import type { CellAddition } from './port.ts';

/** Actions of one transaction. */
const MAX_ACTIONS = 100;
/**
 * Slots that one update may add to: an expression holds 300 operators. A single judgment can need more only
 * with two dozen criteria, all safety-critical and all revised at once; it is then tried as it is.
 */
const MAX_SLOTS = 280;

/** A cell of one group as text. */
export const cellName = (cell: CellAddition): string => `${cell.group}#${cellId(cell)}`;

/**
 * The sum of the steps' additions, one for each cell: also where they come to nothing, for the cell has moved, and who
 * recounts must see that it has.
 */
export function fold(steps: readonly Step[]): CellAddition[] {
  const cells = new Map<string, CellAddition & { counts: Map<string, number> }>();
  for (const addition of steps.flatMap((step) => step.cells)) {
    const name = cellName(addition);
    const cell = cells.get(name) ?? { ...addition, counts: new Map<string, number>() };
    addInto(cell.counts, addition.counts);
    cells.set(name, cell);
  }
  return [...cells.values()];
}

/**
 * Cuts steps, in their order, into transactions: at most `maxJudgments`, at most 100 actions with the cells
 * they touch and `reserved` ones, at most 280 slots a cell. The limit of 4 MB cannot be reached: a judgment of
 * 32 models with 24 revised scores each has 25 KB, and a cell far less.
 */
export function pack(
  steps: readonly Step[],
  limits: { maxJudgments: number; reserved: number },
): (readonly Step[])[] {
  const transactions: Step[][] = [];
  let slots = new Map<string, Set<string>>();
  for (const step of steps) {
    const open = transactions.at(-1);
    if (open && fits(open, slots, step, limits)) open.push(step);
    else {
      transactions.push([step]);
      slots = new Map();
    }
    for (const cell of step.cells) {
      const held = slots.get(cellName(cell)) ?? new Set();
      for (const slot of cell.counts.keys()) held.add(slot);
      slots.set(cellName(cell), held);
    }
  }
  return transactions;
}

/** Whether a step goes into the open transaction, which adds to these slots by cell. */
function fits(
  open: readonly Step[],
  slots: ReadonlyMap<string, ReadonlySet<string>>,
  { cells }: Step,
  { maxJudgments, reserved }: { maxJudgments: number; reserved: number },
): boolean {
  if (open.length >= maxJudgments) return false;
  const added = cells.filter((cell) => !slots.has(cellName(cell))).length;
  if (open.length + 1 + slots.size + added + reserved > MAX_ACTIONS) return false;
  return cells.every((cell) => {
    const held = slots.get(cellName(cell));
    if (!held) return true;
    return held.size + [...cell.counts.keys()].filter((slot) => !held.has(slot)).length <= MAX_SLOTS;
  });
}
