import { type Node, normalCdf, normalNodes } from './normal.ts';

/**
 * How scores and votes come about. The score of an answer on a criterion falls below a cut where
 *
 *   z = λ·leniency + g·halo + a·answer + e·criterion
 *
 * does, all factors standard normal and z of variance 1: leniency is the clinician's, halo the clinician's and the
 * model's, answer is shared by all criteria of one answer. Of the pair shown, the answer is preferred that is liked
 * more by a margin: liked = appeal of the model + taste·halo + insight·answer + noise, so that a clinician's vote and
 * ratings depend on each other through halo and answer.
 */
export const LATENT = {
  leniency: Math.sqrt(0.15),
  halo: Math.sqrt(0.05),
  answer: Math.sqrt(0.45),
  criterion: Math.sqrt(0.35),
  taste: 0.3,
  insight: 0.15,
  noise: 0.5,
  /** Less than this apart, neither is preferred. */
  margin: 0.12,
  /** How much better the answer displayed first is liked. */
  position: 0.06,
  /** Share of undecided votes that are ties; the others find both bad. */
  ties: 0.7,
} as const;

/** Variance of what is shared by the criteria of one answer within one clinician. */
export const QUALITY_VARIANCE = LATENT.halo ** 2 + LATENT.answer ** 2;
export const LIKING_VARIANCE = LATENT.taste ** 2 + LATENT.insight ** 2 + LATENT.noise ** 2;
/** Regression of liking on quality = g·halo + a·answer. */
export const LIKING_BY_QUALITY =
  (LATENT.taste * LATENT.halo + LATENT.insight * LATENT.answer) / QUALITY_VARIANCE;

/**
 * Distribution of λ·leniency: normal, or with heavy tails: one clinician in ten has three times the deviation of the
 * others, at the same variance.
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
export function shareBelow(cut: number, { parts }: Leniency): number {
  const rest = 1 - LATENT.leniency ** 2;
  return parts.reduce(
    (sum, { share, deviation }) => sum + share * normalCdf(cut / Math.sqrt(rest + deviation ** 2)),
    0,
  );
}

/** The cut below which a share of the answers falls, by bisection. */
export function cutOf(share: number, leniency: Leniency): number {
  let [low, high] = [-8, 8];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (shareBelow(middle, leniency) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
