import type { Protocol, Snapshot } from '../../contracts/index.ts';
import { benjaminiHochberg, type EstimatedDifference, positiveP } from '../../stats/index.ts';
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
  const size = compared.length;
  const riskOf = antisymmetric(size, (i, j) => rateDifference(compared[i]!.risk, compared[j]!.risk));
  const balancedOf = antisymmetric(size, (i, j) =>
    rateDifference(compared[i]!.balanced, compared[j]!.balanced),
  );
  const pairs = compared.flatMap((a, i) =>
    [...compared.entries()]
      .filter(([j]) => j !== i)
      .map(([j, b]) => {
        const preference = fit.difference(a.position, b.position);
        const risk = riskOf(i, j);
        const differences = [preference, risk, balancedOf(i, j)];
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

/** Computes the difference of each pair once, because both orders have the same uncertainty. */
function antisymmetric(
  size: number,
  difference: (i: number, j: number) => EstimatedDifference | null,
): (i: number, j: number) => EstimatedDifference | null {
  const known = new Map<number, EstimatedDifference | null>();
  return (i, j) => {
    const key = Math.min(i, j) * size + Math.max(i, j);
    if (!known.has(key)) known.set(key, difference(Math.min(i, j), Math.max(i, j)));
    const found = known.get(key)!;
    return found && i > j ? { ...found, estimate: -found.estimate } : found;
  };
}
