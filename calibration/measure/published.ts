import type { Evidence } from '../../shared/audit/evidence/index.ts';
import { rank } from '../../shared/audit/ranking/index.ts';
import { ratesOf } from '../../shared/audit/rates/index.ts';
import { zoneClaims } from '../../shared/audit/zones/index.ts';
import {
  COMPOSITE,
  type FailureRate,
  type Protocol,
  type Snapshot,
  type Zone,
} from '../../shared/contracts/index.ts';
import { MINIMUM_EFFECTIVE_GROUPS, tQuantile } from '../../shared/stats/index.ts';
import type { Condition } from '../world/exposure.ts';

/**
 * How measures read an audit. This is the only file that knows the names of published claims, so that the same
 * measures judge audits by older code.
 * @see docs/decisions/0149-calibration-reads-published-audits.md
 */

/** The units that are the only ones for which the audit speaks. Null: all readers and prompts like those of the study. */
export function conditionOf({ evidence, protocol }: Snapshot): Condition | null {
  const scope = evidence?.scope;
  if (!scope) return null;
  if (scope.prompts === 'unknown') return 'prompts';
  if (scope.estimand === 'these readers') return 'readers';
  return protocol.cluster === 'site' && scope.unit === 'clinician' ? 'sites' : null;
}

/** The limits between which the rate of the rated answers is claimed to lie. */
export const limitsOf = ({ interval }: Pick<FailureRate, 'interval'>): readonly [number, number] | null =>
  interval;

/** A published result, with the fields that older code did not publish. */
export type PublishedZone = Zone & {
  readonly unratedInterval?: readonly [number, number] | null | undefined;
  readonly tippingPoint?: number | null | undefined;
};

/** One-sided bounds of the rate of all displayed answers. Older code published the interval of rated ones only. */
export const boundsOf = ({ unratedInterval, interval }: PublishedZone): readonly [number, number] | null =>
  unratedInterval ?? interval;

/**
 * The smallest ratio of unrated to rated failures at which the claim falls. Infinite if it always holds, and null if
 * older code published none.
 */
export const tippingPointOf = ({ tippingPoint }: PublishedZone): number | null =>
  tippingPoint === undefined ? null : (tippingPoint ?? Number.POSITIVE_INFINITY);

/** Whether a failure rate is claimed to exceed its tolerance. */
export const isConfirmed = ({ state }: Pick<Zone, 'state'>): boolean => state === 'confirmed';

/** States that claim a rate below its tolerance. Older code had one word for both claims. */
const BELOW: readonly string[] = ['below tolerance', 'cleared'];

/** Whether a failure rate is claimed to be below its tolerance, in the ratings at hand. */
export const isBelowTolerance = ({ state }: Zone): boolean => BELOW.includes(state);

/** Whether a failure rate is claimed to be below its tolerance, whatever halo and missing ratings hide. */
export const isCleared = ({ state }: Pick<Zone, 'state'>): boolean => state === 'cleared';

/** Whether a claim on this result makes a no-go zone. */
export const isSafetyCritical = ({ criteria }: Protocol, { criterion }: Pick<Zone, 'criterion'>): boolean =>
  criterion === COMPOSITE || criteria.some(({ id, safetyCritical }) => safetyCritical && id === criterion);

/** The conclusions of a verdict, which older code published as a status only. */
interface Conclusions {
  readonly status: string;
  readonly findings?: readonly Conclusion[] | undefined;
  readonly positive?: readonly Conclusion[] | undefined;
}

interface Conclusion {
  readonly finding: string;
  readonly status: string;
}

/** Whether a conclusion is shown. Null if older code published no conclusions. */
function isShown({ verdict }: Snapshot, kind: 'findings' | 'positive', name: string): boolean | null {
  const conclusions: Conclusions = verdict;
  const found = conclusions[kind]?.find(({ finding }) => finding === name);
  return found ? found.status === 'shown' : null;
}

/** Whether the status of the verdict is `unsafe proxy`, for any reason. */
export const hasUnsafeStatus = ({ verdict }: Snapshot): boolean => verdict.status === 'unsafe proxy';

/** Whether the audit says that a preferred model is dangerous where another one is safer. */
export const isUnsafeProxy = (snapshot: Snapshot): boolean =>
  isShown(snapshot, 'findings', 'preferred and dangerous') ?? hasUnsafeStatus(snapshot);

/** Whether the audit says that choosing by preference is safe. */
export const isAligned = ({ verdict }: Snapshot): boolean => verdict.status === 'aligned';

/** Whether the audit says that preference predicts safety. */
export const isAssociationShown = (snapshot: Snapshot): boolean =>
  isShown(snapshot, 'positive', 'preference predicts safety') ??
  snapshot.dissociation.association.some(
    ({ criterion, permutationP }) =>
      criterion === COMPOSITE && permutationP !== null && permutationP <= 1 - snapshot.protocol.confidence,
  );

/** The models that the audit calls preferred. */
export const preferredOf = ({ leaderboard }: Snapshot): readonly string[] => leaderboard.overall.topSet;

/** The claims about zones at one look, without the other parts of the audit. */
export const claimsAt = (evidence: Evidence, protocol: Protocol): ReturnType<typeof zoneClaims> =>
  zoneClaims(evidence, ratesOf(evidence, protocol), protocol);

/** A difference of abilities with its 95 % interval, which is null if the audit gives none. */
interface Difference {
  readonly models: readonly [number, number];
  readonly interval: readonly [number, number] | null;
}

/** The differences of all pairs of ranked models. Null if no model is ranked. */
export function differencesOf(evidence: Evidence, protocol: Protocol): Difference[] | null {
  const { fit } = rank(evidence, protocol);
  if (!fit) return null;
  return fit.models.flatMap((one, i) =>
    fit.models.slice(0, i).map((other, j): Difference => {
      const found = fit.difference(i, j);
      if (!found || found.effectiveGroups < MINIMUM_EFFECTIVE_GROUPS)
        return { models: [one, other], interval: null };
      const half = tQuantile(0.975, found.degreesOfFreedom) * found.standardError;
      const estimate = fit.theta[i]! - fit.theta[j]!;
      return { models: [one, other], interval: [estimate - half, estimate + half] };
    }),
  );
}
