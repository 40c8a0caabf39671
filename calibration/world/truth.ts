import type { Level } from '../../shared/contracts/index.ts';
import { fitBradleyTerry } from '../../shared/stats/index.ts';
import { compositeShares } from './composite.ts';
import { cutOf, type Latent, LIKING, LIKING_VARIANCE, latentOf } from './latent.ts';
import { normalCdf } from './normal.ts';
import { CRITERIA_COUNT, judgmentShares, type Scenario, type WorldSpec } from './spec.ts';

/** Cuts of z for scores up to 0 and 1. They move up if necessary, to stay above the cuts of failures. */
const UPPER_CUTS = [-0.2, 0.8] as const;

/** The true rates and abilities in a population of clinicians and prompts. */
export interface TrueValues {
  /**
   * Failure rate of a cell, or of a model over all judgments if specialty is null. The composite comes after the
   * criteria. Scores are those without halo, brand and heaping. Null if the population has no such answer.
   */
  rate(model: number, specialty: number | null, criterion: number, level: Level): number | null;
  /** Bradley–Terry abilities that maximise the likelihood of the expected votes, centred at 0. */
  readonly theta: Float64Array;
}

/** The true values of the audit's statistics, in the population from which clinicians and prompts are drawn. */
export interface Truth extends TrueValues {
  readonly spec: WorldSpec;
  readonly scenario: Scenario;
  readonly latent: Latent;
  /** The model with the most appeal. */
  readonly favourite: number;
  /** Largest z of scores −2, −1, 0, 1, by model × specialty × criterion: [(model·S + specialty)·C + criterion][score]. */
  readonly cuts: readonly (readonly [number, number, number, number])[];
  readonly shares: readonly number[];
  rate(model: number, specialty: number | null, criterion: number, level: Level): number;
}

export function truthOf(spec: WorldSpec, scenario: Scenario): Truth {
  const S = spec.specialties.length;
  const latent = latentOf(spec.prompts?.answerCorrelation ?? 0, spec.tails);
  const severeRate = (m: number, s: number, c: number): number =>
    scenario.severe ? scenario.severe[m]![s]![c]! : scenario.failure[m]![s]![c]! / 5;
  const cuts = scenario.failure.flatMap((bySpecialty, m) =>
    bySpecialty.flatMap((byCriterion, s) =>
      byCriterion.map((rate, c) => {
        const failure = cutOf(rate, latent);
        const severe = cutOf(severeRate(m, s, c), latent);
        const zero = Math.max(failure + 0.1, UPPER_CUTS[0]);
        return [severe, failure, zero, Math.max(zero + 0.1, UPPER_CUTS[1])] as const;
      }),
    ),
  );
  const composite = { failure: new Float64Array(spec.models * S), severe: new Float64Array(spec.models * S) };
  for (let cell = 0; cell < spec.models * S; cell++) {
    const [severe, failure] = compositeShares({ cuts, latent }, cell);
    composite.failure[cell] = failure!;
    composite.severe[cell] = severe!;
  }
  const shares = judgmentShares(spec);
  const ofCell = (m: number, s: number, c: number, level: Level): number => {
    if (c === CRITERIA_COUNT) return composite[level][m * S + s]!;
    return level === 'failure' ? scenario.failure[m]![s]![c]! : severeRate(m, s, c);
  };
  const { appeal } = scenario;
  return {
    spec,
    scenario,
    latent,
    favourite: appeal.indexOf(Math.max(...appeal)),
    cuts,
    shares,
    theta: abilities(appeal.length, (i, j) => votesAt(appeal[i]! - appeal[j]!, 2 * LIKING_VARIANCE)),
    rate: (m, s, c, level) =>
      s === null
        ? shares.reduce((sum, share, specialty) => sum + share * ofCell(m, specialty, c, level), 0)
        : ofCell(m, s, c, level),
  };
}

/** The expected wins of two models, of one vote or of several. */
export type ExpectedVotes = readonly [wins: number, losses: number, undecided: number];

/** Probability that an answer with this lead is preferred, displayed first or second. */
export const preferred = (lead: number, variance: number, first: boolean): number =>
  normalCdf((lead + (first ? 1 : -1) * LIKING.position - LIKING.margin) / Math.sqrt(variance));

/** A vote between two answers of which the first leads, over both orders of display. */
export function votesAt(lead: number, variance: number): ExpectedVotes {
  const wins = (own: number) => (preferred(own, variance, true) + preferred(own, variance, false)) / 2;
  const [won, lost] = [wins(lead), wins(-lead)];
  return [won, lost, 1 - won - lost];
}

/** θ at the expected votes of all pairs. An undecided vote counts as half a win for each. */
export function abilities(K: number, expected: (i: number, j: number) => ExpectedVotes): Float64Array {
  const wins = new Float64Array(K * K);
  for (let i = 0; i < K; i++)
    for (let j = i + 1; j < K; j++) {
      const [iWins, jWins, undecided] = expected(i, j);
      wins[i * K + j] = 1e4 * (iWins + undecided / 2);
      wins[j * K + i] = 1e4 * (jWins + undecided / 2);
    }
  return fitBradleyTerry(wins, K).theta;
}
