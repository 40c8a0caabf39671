import { LATENT, type Leniency, leniencyNodes, QUALITY_VARIANCE } from './latent.ts';
import { normalCdf, normalNodes } from './normal.ts';
import { CRITERIA_COUNT, CRITICAL } from './spec.ts';

/** Cuts by (model, specialty) cell and criterion, as in the truth. */
type Cuts = readonly (readonly number[])[];

/** P(composite ≤ −2, −1, 0, 1) of a cell's answers, given leniency and quality: 1 − Π_c P(score above). */
export function compositeGiven(cuts: Cuts, cell: number, shared: number): number[] {
  return [0, 1, 2, 3].map((level) => {
    let above = 1;
    for (let c = 0; c < CRITICAL; c++)
      above *= 1 - normalCdf((cuts[cell * CRITERIA_COUNT + c]![level]! - shared) / LATENT.criterion);
    return 1 - above;
  });
}

/** The same over all clinicians and answers. */
export function compositeShares(cuts: Cuts, cell: number, leniency: Leniency): number[] {
  const shares = [0, 0, 0, 0];
  for (const { share, deviation } of leniency.parts)
    for (const { x, weight } of normalNodes(Math.sqrt(deviation ** 2 + QUALITY_VARIANCE)))
      for (const [level, below] of compositeGiven(cuts, cell, x).entries())
        shares[level]! += share * weight * below;
  return shares;
}

/** Quadrature over one clinician's leniency. */
export const leniencyRule = leniencyNodes;
/** Quadrature over an answer's quality, g·halo + a·answer. */
export const qualityRule = () => normalNodes(Math.sqrt(QUALITY_VARIANCE));
