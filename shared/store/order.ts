import { groupOf } from '../contracts/pseudonym.ts';
import { byCodeUnit } from '../judgments/register.ts';
import type { Step } from './merge.ts';
import { cellName } from './pack.ts';

/**
 * Sorts steps so that those of one cell stand together and fold. With `interleave`, as for a whole window of an
 * import, the cells are dealt from the groups in turn, so that no partition of the counters is hit alone.
 */
export function order(steps: readonly Step[], interleave: boolean): Step[] {
  const byCell = new Map<string, Step[]>();
  for (const step of steps) {
    const name = step.cells[0] ? cellName(step.cells[0]) : `${groupOf(step.key.clinician)}#`;
    const held = byCell.get(name);
    if (held) held.push(step);
    else byCell.set(name, [step]);
  }
  const cells = [...byCell].sort(([a], [b]) => byCodeUnit(a, b)).map(([, held]) => held);
  return (interleave ? deal(cells) : cells).flat();
}

/** One cell of each group, then the next of each, until all are dealt. */
function deal(cells: readonly Step[][]): Step[][] {
  const turns = new Map<number, number>();
  const dealt = cells.map((steps) => {
    const group = groupOf(steps[0]!.key.clinician);
    const turn = turns.get(group) ?? 0;
    turns.set(group, turn + 1);
    return { turn, steps };
  });
  return dealt.sort((a, b) => a.turn - b.turn).map(({ steps }) => steps);
}
