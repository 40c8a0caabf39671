import { eBenjaminiHochberg, logEvidenceAbove } from '../../stats/index.ts';

/** The figures of a cell that alarms depend on. Rate or n is null if the cell is not tested. */
interface Watched {
  readonly family: string;
  readonly tolerance: number;
  readonly rate: number | null;
  readonly effectiveN: number;
}

/**
 * Decides which cells raise an alarm: cells with evidence, valid at any number of looks, that the rate exceeds the
 * tolerance.
 *
 * The error rate holds per study, not per look. The expected share of false alarms is at most q, for any reason and any
 * number of looks. In a study without any zone, the probability of ever raising an alarm is at most q.
 * The method is e-BH at level q/F within each of the F families, so that the shares add up to q. A family counts all
 * its cells, rated or not. Its size changes only when a new model or specialty appears, and never with the results.
 *
 * These guarantees are approximate to the same degree as the evidence (`shared/stats/tests/e-value.ts`).
 *
 * @param sizes all families with their numbers of cells. Cells that are not passed have no evidence.
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

/** The number of cells per family, if all cells are given. */
function sizesOf(cells: readonly Watched[]): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const { family } of cells) sizes.set(family, (sizes.get(family) ?? 0) + 1);
  return sizes;
}

/** The logarithm of the e-value. A rate within the tolerance is no evidence, so its e-value is at most 1. */
function evidence({ rate, effectiveN, tolerance }: Watched): number {
  if (rate === null || rate <= tolerance) return 0;
  return logEvidenceAbove(rate * effectiveN, effectiveN, tolerance);
}
