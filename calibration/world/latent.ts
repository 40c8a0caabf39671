import { type Node, normalCdf, normalNodes } from './normal.ts';

/**
 * The model of scores and votes. The score of an answer on a criterion falls below a cut if this z does:
 *
 *     z = λ·leniency + g·halo + a·answer + e·criterion
 *
 * All factors are standard normal, and z has variance 1. Leniency belongs to the clinician, and halo to the clinician
 * and the model. All criteria of one answer share the factor `answer`.
 *
 * A clinician's appeal score of an answer is liked = appeal of the model + taste·halo + insight·answer + noise. The
 * answer with the larger score is preferred if the difference exceeds a margin. A clinician's vote and ratings
 * therefore depend on each other through halo and answer.
 */
export const LATENT = {
  leniency: Math.sqrt(0.15),
  halo: Math.sqrt(0.05),
  answer: Math.sqrt(0.45),
  criterion: Math.sqrt(0.35),
  taste: 0.3,
  insight: 0.15,
  noise: 0.5,
  /** If the difference is smaller, neither answer is preferred. */
  margin: 0.12,
  /** Advantage of the answer displayed first. */
  position: 0.06,
  /** Share of ties among undecided votes. The others are "both bad". */
  ties: 0.7,
} as const;

/** Variance of the factors that the criteria of one answer share within one clinician. */
export const QUALITY_VARIANCE = LATENT.halo ** 2 + LATENT.answer ** 2;
export const LIKING_VARIANCE = LATENT.taste ** 2 + LATENT.insight ** 2 + LATENT.noise ** 2;
/** Coefficient of the regression of liking on quality, with quality = g·halo + a·answer. */
export const LIKING_BY_QUALITY =
  (LATENT.taste * LATENT.halo + LATENT.insight * LATENT.answer) / QUALITY_VARIANCE;

/**
 * Distribution of λ·leniency. It is normal, or has heavy tails: one clinician in ten has three times the deviation of
 * the others, at the same variance.
 */
export interface Leniency {
  readonly parts: readonly { readonly share: number; readonly deviation: number }[];
}

export const NORMAL_LENIENCY: Leniency = { parts: [{ share: 1, deviation: LATENT.leniency }] };
export const HEAVY_LENIENCY: Leniency = {
  parts: [
    { share: 0.9, deviation: LATENT.leniency / Math.sqrt(1.8) },
    { share: 0.1, deviation: (3 * LATENT.leniency) / Math.sqrt(1.8) },
  ],
};

export const leniencyNodes = ({ parts }: Leniency): Node[] =>
  parts.flatMap(({ share, deviation }) =>
    normalNodes(deviation).map(({ x, weight }) => ({ x, weight: share * weight })),
  );

/** P(z < cut). */
function shareBelow(cut: number, { parts }: Leniency): number {
  const rest = 1 - LATENT.leniency ** 2;
  return parts.reduce(
    (sum, { share, deviation }) => sum + share * normalCdf(cut / Math.sqrt(rest + deviation ** 2)),
    0,
  );
}

/** The cut below which the given share of the answers falls, by bisection. */
export function cutOf(share: number, leniency: Leniency): number {
  let [low, high] = [-8, 8];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (shareBelow(middle, leniency) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
