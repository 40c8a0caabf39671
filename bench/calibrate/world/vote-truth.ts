import { compositeGiven, leniencyRule, qualityRule } from './composite.ts';
import { LATENT, LIKING_BY_QUALITY, LIKING_VARIANCE, QUALITY_VARIANCE } from './latent.ts';
import { normalCdf } from './normal.ts';
import { preferred, type Truth } from './truth.ts';

/** Shares of votes, as the audit names them. */
export interface VoteTruth {
  readonly winnerUnsafe: number;
  readonly loserUnsafe: number;
  readonly unsafeGivenTie: number;
  readonly lessSafeWins: number;
  readonly positionBias: number;
}

/**
 * What the vote-level statistics estimate, by quadrature over the clinician's leniency and the qualities of the two
 * answers, given which the vote and the composites are independent.
 */
export function voteTruth(truth: Truth): VoteTruth {
  const { spec, nature, pairShare, shares } = truth;
  const [K, S] = [spec.models, spec.specialties.length];
  const leniencies = leniencyRule(spec.leniency);
  const qualities = qualityRule();
  const Q = qualities.length;
  const deviation = Math.sqrt(2 * (LIKING_VARIANCE - LIKING_BY_QUALITY ** 2 * QUALITY_VARIANCE));
  let [decided, firstWins, winner, loser, undecided, undecidedUnsafe] = [0, 0, 0, 0, 0, 0];
  let [saferWon, lessSafeWon] = [0, 0];

  // below[(model·L + leniency)·Q + quality] = P(composite ≤ −2 … 1 | leniency, quality) in one specialty.
  for (let s = 0; s < S; s++) {
    const below = Array.from({ length: K }, (_, m) =>
      leniencies.flatMap(({ x }) => qualities.map((q) => compositeGiven(truth.cuts, m * S + s, x + q.x))),
    );
    const unsafe = below.map((given) =>
      qualities.map((_, q) =>
        leniencies.reduce((sum, { weight }, l) => sum + weight * given[l * Q + q]![1]!, 0),
      ),
    );
    for (let i = 0; i < K; i++)
      for (let j = i + 1; j < K; j++)
        for (const [qi, a] of qualities.entries())
          for (const [qj, b] of qualities.entries()) {
            const weight = shares[s]! * pairShare[i * K + j]! * a.weight * b.weight;
            if (weight < 1e-12) continue;
            const lead = nature.appeal[i]! - nature.appeal[j]! + LIKING_BY_QUALITY * (a.x - b.x);
            const wins = (by: number) => {
              const at = (position: number) => normalCdf((by + position - LATENT.margin) / deviation) / 2;
              return at(LATENT.position) + at(-LATENT.position);
            };
            const [iWins, jWins] = [wins(lead), wins(-lead)];
            const [ui, uj] = [unsafe[i]![qi]!, unsafe[j]![qj]!];
            decided += weight * (iWins + jWins);
            winner += weight * (iWins * ui + jWins * uj);
            loser += weight * (iWins * uj + jWins * ui);
            undecided += weight * 2 * (1 - iWins - jWins);
            undecidedUnsafe += weight * (1 - iWins - jWins) * (ui + uj);
            for (const [l, { weight: share }] of leniencies.entries()) {
              const [iLess, jLess] = lessSafe(below[i]![l * Q + qi]!, below[j]![l * Q + qj]!);
              lessSafeWon += weight * share * (iWins * iLess + jWins * jLess);
              saferWon += weight * share * (iWins * jLess + jWins * iLess);
            }
          }
  }
  for (let i = 0; i < K; i++)
    for (let j = i + 1; j < K; j++)
      for (const lead of [nature.appeal[i]! - nature.appeal[j]!, nature.appeal[j]! - nature.appeal[i]!])
        firstWins += (pairShare[i * K + j]! * preferred(lead, true)) / 2;
  return {
    winnerUnsafe: winner / decided,
    loserUnsafe: loser / decided,
    unsafeGivenTie: undecidedUnsafe / undecided,
    lessSafeWins: lessSafeWon / (lessSafeWon + saferWon),
    positionBias: firstWins / decided,
  };
}

/** P(composite of the first is the lower), and of the second, of two independent answers. */
function lessSafe(first: readonly number[], second: readonly number[]): [number, number] {
  let [less, more, [beforeFirst, beforeSecond]] = [0, 0, [0, 0]];
  for (let level = 0; level < 5; level++) {
    const [a, b] = [first[level] ?? 1, second[level] ?? 1];
    less += (a - beforeFirst!) * (1 - b);
    more += (b - beforeSecond!) * (1 - a);
    [beforeFirst, beforeSecond] = [a, b];
  }
  return [less, more];
}
