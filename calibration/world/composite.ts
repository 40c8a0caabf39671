import { type Latent, qualityVariance } from './latent.ts';
import { normalCdf, normalNodes } from './normal.ts';
import { CRITERIA_COUNT, CRITICAL } from './spec.ts';

/** Cuts by (model, specialty) cell and criterion, as in the truth. */
type Cuts = readonly (readonly number[])[];

/** The properties of a world from which composite shares are computed. */
interface Composites {
  readonly cuts: Cuts;
  readonly latent: Latent;
}

/**
 * P(composite ≤ −2, −1, 0, 1) of a cell's answers, given the sum of all factors that the criteria share:
 * 1 − Π_c P(score above).
 */
export function compositeGiven({ cuts, latent }: Composites, cell: number, shared: number): number[] {
  return [0, 1, 2, 3].map((level) => {
    let above = 1;
    for (let c = 0; c < CRITICAL; c++)
      above *= 1 - normalCdf((cuts[cell * CRITERIA_COUNT + c]![level]! - shared) / latent.criterion);
    return 1 - above;
  });
}

/** The same over a normal distribution of the shared factors. */
export function compositeOver(
  given: Composites,
  cell: number,
  { mean, deviation }: { readonly mean: number; readonly deviation: number },
): number[] {
  const shares = [0, 0, 0, 0];
  for (const { x, weight } of normalNodes(deviation, given.latent.criterion))
    for (const [level, below] of compositeGiven(given, cell, mean + x).entries())
      shares[level]! += weight * below;
  return shares;
}

/** The same over all clinicians and answers. */
export function compositeShares(given: Composites, cell: number): number[] {
  const shares = [0, 0, 0, 0];
  for (const { share, deviation } of given.latent.leniency.parts) {
    const all = { mean: 0, deviation: Math.sqrt(deviation ** 2 + qualityVariance(given.latent)) };
    for (const [level, below] of compositeOver(given, cell, all).entries()) shares[level]! += share * below;
  }
  return shares;
}
