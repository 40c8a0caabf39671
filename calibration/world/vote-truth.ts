import { compositeGiven } from './composite.ts';
import { LIKING_VARIANCE, leniencyNodes, likingByQuality, qualityNodes, qualityVariance } from './latent.ts';
import type { Node } from './normal.ts';
import { type ExpectedVotes, preferred, type Truth, votesAt } from './truth.ts';

/** Shares of votes, as the audit names them. */
interface VoteTruth {
  readonly winnerUnsafe: number;
  readonly loserUnsafe: number;
  readonly unsafeGivenTie: number;
  readonly lessSafeWins: number;
  readonly positionBias: number;
}

/** Points of leniency and of an answer's quality. */
interface QuadratureRule {
  readonly leniencies: readonly Node[];
  readonly qualities: readonly Node[];
}

/** Distributions given leniency and quality, of one model in one specialty, by [(leniency·Q + quality)·5 + score]. */
interface Composites {
  readonly rule: QuadratureRule;
  /** P(composite = score), P(composite > score). */
  readonly mass: Float64Array;
  readonly above: Float64Array;
  /** P(composite ≤ −1) over leniencies, by quality. */
  readonly unsafe: Float64Array;
}

/**
 * The true values of the vote-level statistics, by quadrature over the clinician's leniency and the qualities of the
 * two answers. Given these, the vote and the composites are independent. Pairs of models are equally frequent.
 */
export function voteTruth(truth: Truth): VoteTruth {
  const found = known.get(truth) ?? computedTruth(truth);
  known.set(truth, found);
  return found;
}

/** Several measures of a study read its truth. */
const known = new WeakMap<Truth, VoteTruth>();

function computedTruth(truth: Truth): VoteTruth {
  const { spec, shares, latent } = truth;
  const K = spec.models;
  const rule = { leniencies: leniencyNodes(latent), qualities: qualityNodes(latent) };
  const byQuality = likingByQuality(latent);
  const variance = 2 * (LIKING_VARIANCE - byQuality ** 2 * qualityVariance(latent));
  let [decided, winner, loser, undecided, undecidedUnsafe, saferWon, lessSafeWon] = [0, 0, 0, 0, 0, 0, 0];
  const [Q, votes] = [rule.qualities.length, expectedVotes(truth, rule, { byQuality, variance })];
  for (const [s, share] of shares.entries()) {
    const given = Array.from({ length: K }, (_, m) => composites(truth, m, s, rule));
    for (let i = 0; i < K; i++)
      for (let j = i + 1; j < K; j++)
        for (const [qi, a] of rule.qualities.entries())
          for (const [qj, b] of rule.qualities.entries()) {
            const weight = share * a.weight * b.weight;
            const [iWins, jWins, neither] = votes[((i * K + j) * Q + qi) * Q + qj]!;
            const [ui, uj] = [given[i]!.unsafe[qi]!, given[j]!.unsafe[qj]!];
            decided += weight * (iWins + jWins);
            winner += weight * (iWins * ui + jWins * uj);
            loser += weight * (iWins * uj + jWins * ui);
            undecided += weight * 2 * neither;
            undecidedUnsafe += weight * neither * (ui + uj);
            const iLess = weight * lessSafe(given[i]!, qi, given[j]!, qj);
            const jLess = weight * lessSafe(given[j]!, qj, given[i]!, qi);
            lessSafeWon += iWins * iLess + jWins * jLess;
            saferWon += iWins * jLess + jWins * iLess;
          }
  }
  return {
    winnerUnsafe: winner / decided,
    loserUnsafe: loser / decided,
    unsafeGivenTie: undecidedUnsafe / undecided,
    lessSafeWins: lessSafeWon / (lessSafeWon + saferWon),
    positionBias: firstWins(truth) / decided,
  };
}

/** The votes between models i < j, by [((i·K + j)·Q + quality of i)·Q + quality of j]. Specialties do not matter. */
function expectedVotes(
  { spec: { models: K }, scenario: { appeal } }: Truth,
  { qualities }: QuadratureRule,
  { byQuality, variance }: { readonly byQuality: number; readonly variance: number },
): ExpectedVotes[] {
  const Q = qualities.length;
  const votes: ExpectedVotes[] = [];
  for (let i = 0; i < K; i++)
    for (let j = i + 1; j < K; j++)
      for (const [qi, a] of qualities.entries())
        for (const [qj, b] of qualities.entries()) {
          const lead = appeal[i]! - appeal[j]! + byQuality * (a.x - b.x);
          votes[((i * K + j) * Q + qi) * Q + qj] = votesAt(lead, variance);
        }
  return votes;
}

function composites(
  { cuts, latent, spec }: Truth,
  model: number,
  specialty: number,
  rule: QuadratureRule,
): Composites {
  const { leniencies, qualities } = rule;
  const Q = qualities.length;
  const mass = new Float64Array(leniencies.length * Q * 5);
  const above = new Float64Array(mass.length);
  const unsafe = new Float64Array(Q);
  for (const [l, { x, weight }] of leniencies.entries())
    for (const [q, quality] of qualities.entries()) {
      const cell = model * spec.specialties.length + specialty;
      const below = compositeGiven({ cuts, latent }, cell, x + quality.x);
      for (let score = 0; score < 5; score++) {
        const at = (l * Q + q) * 5 + score;
        mass[at] = (below[score] ?? 1) - (below[score - 1] ?? 0);
        above[at] = 1 - (below[score] ?? 1);
      }
      unsafe[q]! += weight * below[1]!;
    }
  return { rule, mass, above, unsafe };
}

/** P(composite of the first answer is the lower) for two answers of these qualities, rated by one clinician. */
function lessSafe(first: Composites, qFirst: number, second: Composites, qSecond: number): number {
  const { leniencies, qualities } = first.rule;
  const Q = qualities.length;
  let sum = 0;
  for (let l = 0; l < leniencies.length; l++) {
    let less = 0;
    for (let score = 0; score < 4; score++)
      less += first.mass[(l * Q + qFirst) * 5 + score]! * second.above[(l * Q + qSecond) * 5 + score]!;
    sum += leniencies[l]!.weight * less;
  }
  return sum;
}

/** Sum over pairs of the share of votes in which the answer displayed first wins. */
function firstWins({ spec: { models: K }, scenario: { appeal } }: Truth): number {
  let sum = 0;
  for (let i = 0; i < K; i++)
    for (let j = i + 1; j < K; j++)
      for (const lead of [appeal[i]! - appeal[j]!, appeal[j]! - appeal[i]!])
        sum += preferred(lead, 2 * LIKING_VARIANCE, true) / 2;
  return sum;
}
