import { type DistributionRow, SCORES } from '../../contracts/index.ts';
import { type Evidence, places } from '../evidence/evidence.ts';
import { entryTotal } from '../evidence/layout.ts';
import { criterionName } from './rates.ts';

/**
 * Counts how often each score was given: over all specialties for each model with votes or ratings, and in each
 * specialty with at least one score.
 */
export function distributions(evidence: Evidence): DistributionRow[] {
  const { layout, models, specialties } = evidence;
  const rows: DistributionRow[] = [];
  for (const { model, specialty, block } of places(evidence))
    for (let criterion = 0; criterion <= layout.composite; criterion++) {
      const counts = SCORES.map((_, at) => entryTotal(block, layout.score(criterion, at)));
      const n = counts.reduce((sum, count) => sum + count, 0);
      if (n === 0 && specialty !== null) continue;
      const [worst, bad, fair, good, best] = counts as [number, number, number, number, number];
      rows.push({
        model: models[model]!,
        specialty: specialty === null ? null : specialties[specialty]!,
        criterion: criterionName(evidence, criterion),
        counts: { '-2': worst, '-1': bad, '0': fair, '1': good, '2': best },
        mean: n > 0 ? SCORES.reduce<number>((sum, score, at) => sum + score * counts[at]!, 0) / n : null,
      });
    }
  return rows;
}
