import { type Node, normalCdf, normalNodes } from './normal.ts';

/**
 * The model of scores and votes. The score of an answer on a criterion falls below a cut if this z does:
 *
 *     z = leniency + g·halo + a·answer + e·criterion
 *
 * Halo, answer and criterion are standard normal, and z has variance 1. Leniency belongs to the clinician, and halo to
 * the clinician and the model. All criteria of one answer share the factor `answer`.
 *
 * If several clinicians judge the same answer, they share a part of its factor:
 * answer = √w·(of the answer) + √(1 − w)·(of the judgment). The latent answer correlation ρ = a²w is the correlation of
 * z between two clinicians. The other parts of z are smaller by the factor 1 − ρ.
 *
 * A clinician's liking of an answer is the appeal of the model + taste·halo + insight·answer + noise. The part ρ of the
 * variance of the noise belongs to the answer, too. The answer with the larger liking is preferred if the difference
 * exceeds a margin. A clinician's vote and ratings therefore depend on each other through halo and answer.
 */
export interface Latent {
  /** The latent answer correlation ρ. */
  readonly answerCorrelation: number;
  readonly leniency: Leniency;
  /** Standard deviations of the parts of z: g, a and e. */
  readonly halo: number;
  readonly answer: number;
  readonly criterion: number;
  /** The part w of the variance of the factor `answer` that all clinicians share. */
  readonly shared: number;
}

/**
 * The distribution of leniency. It is normal, or has heavy tails: one clinician in ten has three times the deviation of
 * the others, at the same variance.
 */
export interface Leniency {
  readonly parts: readonly { readonly share: number; readonly deviation: number }[];
}

/** Variances of the parts of z without repeated answers. */
const VARIANCE = { leniency: 0.15, halo: 0.05, answer: 0.45, criterion: 0.35 } as const;

/** Coefficients of liking, and properties of votes. */
export const LIKING = {
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

export const LIKING_VARIANCE = LIKING.taste ** 2 + LIKING.insight ** 2 + LIKING.noise ** 2;

export function latentOf(answerCorrelation: number, tails: 'normal' | 'heavy'): Latent {
  const rest = 1 - answerCorrelation;
  const deviation = Math.sqrt(VARIANCE.leniency * rest);
  const answer = Math.sqrt(answerCorrelation + VARIANCE.answer * rest);
  const parts =
    tails === 'normal'
      ? [{ share: 1, deviation }]
      : [
          { share: 0.9, deviation: deviation / Math.sqrt(1.8) },
          { share: 0.1, deviation: (3 * deviation) / Math.sqrt(1.8) },
        ];
  return {
    answerCorrelation,
    leniency: { parts },
    halo: Math.sqrt(VARIANCE.halo * rest),
    answer,
    criterion: Math.sqrt(VARIANCE.criterion * rest),
    shared: answerCorrelation / answer ** 2,
  };
}

/** Variance of the quality of an answer: the factors that its criteria share within one clinician, except leniency. */
export const qualityVariance = ({ halo, answer }: Latent): number => halo ** 2 + answer ** 2;

/** Coefficient of the regression of liking on quality, with quality = g·halo + a·answer. */
export const likingByQuality = (latent: Latent): number =>
  (LIKING.taste * latent.halo + LIKING.insight * latent.answer) / qualityVariance(latent);

/** Quadrature over one clinician's leniency. */
export const leniencyNodes = ({ leniency: { parts }, criterion }: Latent): Node[] =>
  parts.flatMap(({ share, deviation }) =>
    normalNodes(deviation, criterion).map(({ x, weight }) => ({ x, weight: share * weight })),
  );

/** Quadrature over an answer's quality. */
export const qualityNodes = (latent: Latent): Node[] =>
  normalNodes(Math.sqrt(qualityVariance(latent)), latent.criterion);

/** P(z < cut). */
function shareBelow(cut: number, latent: Latent): number {
  const rest = qualityVariance(latent) + latent.criterion ** 2;
  return latent.leniency.parts.reduce(
    (sum, { share, deviation }) => sum + share * normalCdf(cut / Math.sqrt(rest + deviation ** 2)),
    0,
  );
}

/** The cut below which the given share of the answers falls, by bisection. */
export function cutOf(share: number, latent: Latent): number {
  let [low, high] = [-8, 8];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (shareBelow(middle, latent) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
