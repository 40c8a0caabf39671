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
 * each of the F families, so that the shares add up to q. A family counts all its cells, rated or not: their
 * number changes only when a new model or specialty appears, and never with the results.
 *
 * An approximation in so far as the evidence is (`confidence-sequence.ts`).
 *
 * @param sizes all families, each with the number of its cells; cells that are not given have no evidence
 */
export function alarms(cells: readonly Watched[], q: number, sizes = sizesOf(cells)): boolean[] {
  const members = Map.groupBy(cells.keys(), (at) => cells[at]!.family);
  const raised = new Array<boolean>(cells.length).fill(false);
  for (const [family, size] of sizes) {
    const own = members.get(family) ?? [];
    const adjusted = eBenjaminiHochberg(
      own.map((at) => evidence(cells[at]!)),
      size,
    );
    for (const [i, at] of own.entries()) raised[at] = adjusted[i]! <= q / sizes.size;
  }
  return raised;
}

/** The number of cells in each family when all cells are given. */
function sizesOf(cells: readonly Watched[]): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const { family } of cells) sizes.set(family, (sizes.get(family) ?? 0) + 1);
  return sizes;
}

/** The log of the e-value. A rate within the tolerance has none above it: e ≤ 1. */
function evidence({ rate, effectiveN, tolerance }: Watched): number {
  if (rate === null || rate <= tolerance) return 0;
  return logEvidenceAbove(rate * effectiveN, effectiveN, tolerance);
}
