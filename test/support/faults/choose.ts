import { type Call, siteOf } from './call.ts';
import type { Fault } from './wording.ts';

/** Chooses the fault of a call, or undefined for a call without a fault. */
export type Choose = (call: Call) => Fault | undefined;

export const calm: Choose = () => undefined;

/** Random faults, each with its probability per call. The sum of the probabilities is at most 1. */
export function atRates(rates: Partial<Record<Fault, number>>, random: () => number): Choose {
  const list = Object.entries(rates) as [Fault, number][];
  return () => {
    let left = random();
    return list.find(([, rate]) => {
      left -= rate;
      return left < 0;
    })?.[0];
  };
}

/** A study in which calls from some sites have one kind of fault. */
export interface Spoilt {
  readonly study: string;
  readonly fault: Fault;
  readonly sites: ReadonlySet<string>;
  /** Number of consecutive faults per site. If it exceeds the attempts of the SDK, the caller sees the error. */
  readonly burst: number;
  /**
   * A site to which these faults should lead. They continue after the burst until a call of this site has a fault. On a
   * busy machine, a worker may run out of time before this call, and the next worker starts again.
   */
  readonly provokes?: string;
}

/**
 * Injects faults into the calls of each study at its sites, up to its burst. A call without a study, such as reading
 * the secret, gets the faults of all studies with this site, one after another.
 */
export function spoiling(spoilt: readonly Spoilt[]): Choose {
  const met = new Map<Spoilt, Map<string, number>>(spoilt.map((one) => [one, new Map()]));
  const count = (one: Spoilt, site: string): number => met.get(one)?.get(site) ?? 0;
  const hasProvoked = ({ study, provokes }: Spoilt): boolean =>
    provokes === undefined || spoilt.some((other) => other.study === study && count(other, provokes) > 0);
  return (call) => {
    const site = siteOf(call);
    const due = spoilt.filter(
      (one) => one.sites.has(site) && (count(one, site) < one.burst || !hasProvoked(one)),
    );
    const hit = due.find(({ study }) => call.text.includes(study)) ?? (namesStudy(call) ? undefined : due[0]);
    if (!hit) return undefined;
    met.get(hit)?.set(site, count(hit, site) + 1);
    return hit.fault;
  };
}

/** Whether the text of the call contains the name of its study. */
const namesStudy = ({ service, operation, text }: Call): boolean =>
  service === 'dynamodb' ||
  operation === 'SendMessage' ||
  (service === 's3' && /^(?:protocols|exports|receipts|rejects|integrity|snapshots)\/./.test(text));
