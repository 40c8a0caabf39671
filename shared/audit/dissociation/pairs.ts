import type { Protocol, Snapshot } from '../../contracts/index.ts';
import { benjaminiHochberg } from '../../stats/index.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { POINTS } from '../ranking/ranking.ts';
import type { RankingFit } from '../ranking/ranking-fit.ts';
import { rateDifference } from '../rates/rate-difference.ts';
import type { StandardisedRates } from '../rates/standardise.ts';
import { positiveP } from './positive-p.ts';

/**
 * Lists ordered pairs in which the first model is preferred to the second, although its answers are unsafe more often.
 * Both differences must be significant, so the test uses the larger of the two one-sided p-values. Benjamini–Hochberg
 * adjusts it over all ordered pairs of compared models.
 */
export function preferredButLessSafe(
  { models }: Evidence,
  fit: RankingFit | null,
  unsafe: StandardisedRates,
  { falseDiscoveryRate }: Protocol,
): Snapshot['dissociation']['preferredButLessSafe'] {
  if (!fit) return [];
  const compared = [...fit.models.entries()].flatMap(([position, model]) => {
    const risk = unsafe.comparable(model);
    return risk ? [{ position, name: models[model]!, risk }] : [];
  });
  const pairs = compared.flatMap((a) =>
    compared
      .filter((b) => b !== a)
      .map((b) => {
        const preference = fit.difference(a.position, b.position);
        const risk = rateDifference(a.risk, b.risk);
        return { a, b, preference, risk, p: Math.max(positiveP(preference), positiveP(risk)) };
      }),
  );
  const adjusted = benjaminiHochberg(pairs.map(({ p }) => p));
  return pairs.flatMap(({ a, b, preference, risk }, at) =>
    adjusted[at]! <= falseDiscoveryRate
      ? [
          {
            preferred: a.name,
            over: b.name,
            scoreDifference: preference!.estimate * POINTS,
            riskDifference: risk!.estimate,
            adjustedP: adjusted[at]!,
          },
        ]
      : [],
  );
}
