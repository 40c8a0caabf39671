import { COMPOSITE, type Protocol, SCORES, type Snapshot } from '../../contracts/index.ts';
import { type Stratum, stratifiedDifference } from '../../stats/index.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { type Block, entryTotal, type Layout, LOST, series, WON } from '../evidence/layout.ts';

/**
 * The halo index of each safety-critical criterion and the composite: the failure rate of answers that lost minus that
 * of answers that won, within the same model and specialty. It is beyond the difference that models and specialties
 * explain. It contains the halo of the vote on the scores, and what clinicians recognise of an answer's safety when
 * they vote, so it is an upper limit of halo.
 */
export function halo(evidence: Evidence, { confidence }: Protocol): Snapshot['quality']['halo'] {
  const { layout } = evidence;
  const criteria = [...layout.criteria.keys(), layout.composite].filter(
    (criterion) => layout.rated(criterion, WON) !== null,
  );
  const rows = criteria.flatMap((criterion) => {
    const strata = evidence.cells.map(({ block }) => stratumOf(block, layout, criterion));
    const found = stratifiedDifference(strata, evidence.units, confidence);
    return found ? [{ criterion: layout.criteria[criterion]?.id ?? COMPOSITE, ...found }] : [];
  });
  return rows.length === 0 ? undefined : rows;
}

function stratumOf(block: Block, layout: Layout, criterion: number): Stratum {
  const counts = (fate: number) => {
    const entry = layout.rated(criterion, fate)!;
    return { n: series(block, entry), k: series(block, entry + 1) };
  };
  return { units: block.units, exposed: counts(LOST), unexposed: counts(WON) };
}

/** The position of score 0 in the list of scores. */
const ZERO = 2;

/**
 * Heaping: the share of scores at 0 on each criterion, beside the mean share of its neighbours −1 and +1. Some
 * clinicians give 0 to answers that they did not judge, so a failure rate would be too low.
 */
export function heaping({ layout, block }: Evidence): Snapshot['quality']['heaping'] {
  const all = block(null, null);
  const rows = layout.criteria.flatMap(({ id }, criterion) => {
    const counts = SCORES.map((_, at) => entryTotal(all, layout.score(criterion, at)));
    const n = counts.reduce((sum, count) => sum + count, 0);
    if (n === 0) return [];
    const neighbours = (counts[ZERO - 1]! + counts[ZERO + 1]!) / 2;
    return [{ criterion: id, n, zeroShare: counts[ZERO]! / n, neighbourShare: neighbours / n }];
  });
  return rows.length === 0 ? undefined : rows;
}
