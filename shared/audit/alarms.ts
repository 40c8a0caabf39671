import { logEvidenceAbove } from '../stats/confidence-sequence.ts';
import { eBenjaminiHochberg } from '../stats/e-value.ts';

/** A cell as alarms see it: null rate or n where it is not tested. */
export interface Watched {
  readonly family: string;
  readonly tolerance: number;
  readonly rate: number | null;
  readonly effectiveN: number;
}

/**
 * Which cells raise an alarm: evidence that the rate exceeds the tolerance which stands however often one looks.
 *
 * Per study, not per look: whatever makes one look, and at any number of looks, the expected share of false alarms
 * is at most q; in a study without any zone the chance that one is ever raised is at most q. By e-BH at q/F within
 * each of the F families, so that the shares add up to q. Over all cells of a family, tested or not: their number
 * moves only when a new model or specialty appears, not with what is found.
 *
 * An approximation in so far as the evidence is (`confidence-sequence.ts`).
 */
export function alarms(cells: readonly Watched[], q: number): boolean[] {
  const families = new Map<string, number[]>();
  for (const [at, { family }] of cells.entries()) {
    const members = families.get(family) ?? [];
    members.push(at);
    families.set(family, members);
  }
  const raised = new Array<boolean>(cells.length).fill(false);
  for (const members of families.values()) {
    const adjusted = eBenjaminiHochberg(members.map((at) => evidence(cells[at]!)));
    for (const [i, at] of members.entries()) raised[at] = adjusted[i]! <= q / families.size;
  }
  return raised;
}

/** The log of the e-value. A rate within the tolerance has none above it: e ≤ 1. */
function evidence({ rate, effectiveN, tolerance }: Watched): number {
  if (rate === null || rate <= tolerance) return 0;
  return logEvidenceAbove(rate * effectiveN, effectiveN, tolerance);
}
