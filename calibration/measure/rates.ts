import { COMPOSITE } from '../../shared/contracts/index.ts';
import { CRITERIA_COUNT } from '../world/spec.ts';
import { limitsOf } from './published.ts';
import type { Study } from './study.ts';
import type { HitCounter } from './tally.ts';

/** A rate of fewer rated answers is not judged: hardly any interval exists there. */
export const MINIMUM_ANSWERS = 30;

/** Coverage of the limits of failure rates, over all specialties and in single ones. */
export function measureRates({ target, protocol, snapshot }: Study, tally: HitCounter): void {
  for (const found of snapshot.failureRates) {
    if (found.n < MINIMUM_ANSWERS) continue;
    const actual = target.rate(
      protocol.models!.indexOf(found.model),
      found.specialty === null ? null : protocol.specialties!.indexOf(found.specialty),
      criterionOf(protocol, found.criterion),
      found.level,
    );
    if (actual === null) continue;
    const what = `${found.criterion === COMPOSITE ? 'composite ' : ''}${found.level}`;
    const where = found.specialty === null ? 'overall' : 'in a specialty';
    tally.cover(`rates | ${what} | ${where}`, limitsOf(found), actual);
  }
}

/** The number of a criterion, with the composite after the last one. */
export const criterionOf = ({ criteria }: Study['protocol'], name: string): number =>
  name === COMPOSITE ? CRITERIA_COUNT : criteria.findIndex(({ id }) => id === name);
