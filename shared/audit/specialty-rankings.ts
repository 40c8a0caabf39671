import type { Protocol } from '../contracts/protocol.ts';
import type { Ranking } from '../contracts/snapshot.ts';
import type { Evidence } from './evidence.ts';
import { type Ranked, rank } from './ranking.ts';

/** A ranking for each specialty, from its own votes. */
export function specialtyRankings(
  evidence: Evidence,
  _overall: Ranked,
  protocol: Protocol,
): Record<string, Ranking> {
  const pairs = evidence.specialties.map((): Evidence['pairs'][number][] => []);
  for (const pair of evidence.pairs) pairs[pair.specialty]!.push(pair);
  return Object.fromEntries(
    evidence.specialties.map((name, specialty) => [
      name,
      rank(evidence, pairs[specialty]!, protocol).ranking,
    ]),
  );
}
