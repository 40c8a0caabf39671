import type { Protocol, Snapshot } from '../../contracts/index.ts';
import { benjaminiHochberg, positiveP } from '../../stats/index.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { POINTS } from '../ranking/ranking.ts';
import type { RankingFit } from '../ranking/ranking-fit.ts';
import { rateDifference } from '../rates/rate-difference.ts';
import type { UnsafeForms } from './regret.ts';

/**
 * Lists ordered pairs in which the first model is preferred to the second, although its answers are unsafe more often.
 * Both differences must be significant. The rates must differ for all displayed answers, and for half answers that won and
 * half that lost. The vote may influence the scores of the former, and the answer may influence the vote of the latter. The
 * test uses the largest of the one-sided p-values. Benjamini–Hochberg adjusts it over all ordered pairs of compared models.
 *
 * @param unsafe rates of unsafe answers, of all displayed answers and balanced over won and lost ones
 */
export function preferredButLessSafe(
  { models }: Evidence,
  fit: RankingFit | null,
  unsafe: UnsafeForms,
  { falseDiscoveryRate }: Protocol,
): Snapshot['dissociation']['preferredButLessSafe'] {
  if (!fit) return [];
  const compared = [...fit.models.entries()].flatMap(([position, model]) => {
    const risk = unsafe.displayed.comparable(model);
    const balanced = unsafe.balanced.comparable(model);
    return risk && balanced ? [{ position, name: models[model]!, risk, balanced }] : [];
  });
  const pairs = compared.flatMap((a) =>
    compared
      .filter((b) => b !== a)
      .map((b) => {
        const preference = fit.difference(a.position, b.position);
        const risk = rateDifference(a.risk, b.risk);
        const differences = [preference, risk, rateDifference(a.balanced, b.balanced)];
        return { a, b, preference, risk, p: Math.max(...differences.map(positiveP)) };
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
