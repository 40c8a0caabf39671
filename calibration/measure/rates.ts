import { LEVELS } from '../../shared/contracts/index.ts';
import { wilsonInterval } from '../../shared/stats/index.ts';
import { CRITERIA_COUNT } from '../world/spec.ts';
import type { Study } from './findings.ts';
import type { HitCounter } from './tally.ts';

/** A specialty is called small if its expected number of clinicians is below this number. */
const SMALL_SPECIALTY_CLINICIANS = 20;

/** Coverage of failure rates: over all specialties, in large specialties, and in small specialties. */
export function measureRates({ truth, rates }: Study, tally: HitCounter): void {
  const { spec } = truth;
  for (let m = 0; m < spec.models; m++)
    for (const s of [null, ...spec.specialties.keys()])
      for (let c = 0; c <= CRITERIA_COUNT; c++)
        for (const level of LEVELS) {
          const found = rates.at(m, s, c, level);
          if (found.rate === null) continue;
          const actual = truth.rate(m, s, c, level);
          const where =
            s === null
              ? 'overall'
              : spec.specialties[s]! * spec.clinicians < SMALL_SPECIALTY_CLINICIANS
                ? 'small specialties'
                : 'larger specialties';
          const share = spec.newModels[m - (spec.models - spec.newModels.length)];
          const isNew = share === undefined ? '' : ` | a model seen by ${share * 100} %`;
          const what = c === CRITERIA_COUNT ? 'composite' : 'criterion';
          const name = `rates | ${what} ${level} | ${where}${isNew}`;
          const judged = found.outcomeFreeN >= 10 ? name : `${name} | fewer than 10 effective answers`;
          tally.cover(judged, found.effectiveN > 0 ? found.interval : null, actual);
          if (judged === name)
            tally.cover(`${name} | naive`, wilsonInterval(found.failures / found.n, found.n), actual);
        }
}
