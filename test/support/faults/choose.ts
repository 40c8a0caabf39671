import { type Call, siteOf } from './call.ts';
import type { Fault } from './wording.ts';

/** Decides what happens to a call; undefined lets it pass. */
export type Choose = (call: Call) => Fault | undefined;

export const calm: Choose = () => undefined;

/** Faults by chance, each with its probability for every call; together at most 1. */
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

/** A study in which calls of some sites go wrong in one way. */
export interface Spoilt {
  readonly study: string;
  readonly fault: Fault;
  readonly sites: ReadonlySet<string>;
  /** Calls of each site that are spoilt one after another: more than the SDK repeats, and its caller is hit. */
  readonly burst: number;
}

/**
 * Spoils the calls of each study at its sites, as many as its burst. A call that belongs to no study, as one that
 * reads the secret, meets the faults of all studies that spoil its site, in turn.
 */
export function spoiling(spoilt: readonly Spoilt[]): Choose {
  const met = new Map<Spoilt, Map<string, number>>(spoilt.map((one) => [one, new Map()]));
  return (call) => {
    const site = siteOf(call);
    const due = spoilt.filter((one) => one.sites.has(site) && (met.get(one)?.get(site) ?? 0) < one.burst);
    const hit = due.find(({ study }) => call.text.includes(study)) ?? (namesStudy(call) ? undefined : due[0]);
    if (!hit) return undefined;
    met.get(hit)?.set(site, (met.get(hit)?.get(site) ?? 0) + 1);
    return hit.fault;
  };
}

/** Calls in whose text a study is named wherever they are about one. */
const namesStudy = ({ service, operation, text }: Call): boolean =>
  service === 'dynamodb' ||
  operation === 'SendMessage' ||
  (service === 's3' && /^(?:protocols|exports|receipts|rejects|integrity|snapshots)\/./.test(text));
