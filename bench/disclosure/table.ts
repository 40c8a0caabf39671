import { decimalPercent } from '../../shared/lib/index.ts';
import { attack, type Learned } from './attack.ts';
import { editionsOf, POLICIES, type Policy } from './editions.ts';
import { drawVotes, type WorldSize } from './world.ts';

export interface Result extends Learned {
  readonly policy: Policy;
  readonly least: number;
  readonly editions: number;
}

/** Studies in which the outsider attacks. */
export const SIZES: Readonly<Record<'full' | 'reduced', WorldSize & { readonly studies: number }>> = {
  full: { studies: 5, clinicians: 120, models: 6, specialties: 8, votes: 1200 },
  reduced: { studies: 1, clinicians: 40, models: 4, specialties: 3, votes: 240 },
};

const LIMITS = [5, 10];

/** Attacks each policy in the same studies. */
export async function simulate(
  size: (typeof SIZES)[keyof typeof SIZES],
  onResult: (study: number, policy: Policy) => void = () => {},
): Promise<Result[]> {
  const results = new Map<string, Result>();
  for (let study = 1; study <= size.studies; study++) {
    const votes = await drawVotes(study, size);
    for (const policy of POLICIES)
      for (const least of policy === 'every table' ? [1] : LIMITS) {
        const kept = editionsOf(votes, policy, least);
        const learned = { policy, least, editions: kept.length, ...attack(votes, kept) };
        const key = `${policy} ${least}`;
        results.set(key, sum(results.get(key), learned));
        onResult(study, policy);
      }
  }
  return [...results.values()];
}

function sum(before: Result | undefined, added: Result): Result {
  if (!before) return added;
  const numbers = Object.entries(added).map(([name, value]) => [
    name,
    typeof value === 'number' && name !== 'least' ? value + Number(before[name as keyof Result]) : value,
  ]);
  return Object.fromEntries(numbers) as Result;
}

const share = (part: number, whole: number): string => (whole === 0 ? '–' : decimalPercent(part / whole));

/** The results as a table in Markdown. */
export function tableOf(results: readonly Result[]): string {
  const head = [
    'files that the outsider keeps',
    'limit',
    'editions',
    'outcomes determined',
    'outcomes guessed (by rank alone)',
    'second votes determined by a known one',
    'unsafe answers found (safe ones accused)',
  ];
  const rows = results.map((result) => [
    result.policy,
    result.least === 1 ? '–' : String(result.least),
    String(result.editions),
    share(result.determined, result.votes),
    `${share(result.guessed, result.votes)} (${share(result.prior, result.votes)})`,
    share(result.fromKnown, result.withKnown),
    `${share(result.unsafeFound, result.unsafe)} (${share(result.safe - result.safeFound, result.safe)})`,
  ]);
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
