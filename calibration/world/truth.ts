import type { Level } from '../../shared/contracts/index.ts';
import { fitBradleyTerry } from '../../shared/stats/index.ts';
import { compositeShares } from './composite.ts';
import { cutOf, LATENT, LIKING_VARIANCE } from './latent.ts';
import { normalCdf } from './normal.ts';
import { CRITERIA_COUNT, judgmentShares, type Scenario, type WorldSpec } from './spec.ts';

/** Cuts of z for scores up to 0 and 1. They move up if necessary, to stay above the cuts of failures. */
const UPPER_CUTS = [-0.2, 0.8] as const;

/** The true values of the audit's statistics, in the population from which clinicians and answers are drawn. */
export interface Truth {
  readonly spec: WorldSpec;
  readonly scenario: Scenario;
  /** Largest z of scores −2, −1, 0, 1, by model × specialty × criterion: [(model·S + specialty)·C + criterion][score]. */
  readonly cuts: readonly (readonly [number, number, number, number])[];
  readonly shares: readonly number[];
  /** Share of the votes of each unordered pair, i·K + j with i < j. */
  readonly pairShare: Float64Array;
  /** Bradley–Terry abilities that maximise the likelihood of the expected votes, centred at 0. */
  readonly theta: Float64Array;
  /**
   * Failure rate of a cell, or of a model over all judgments if specialty is null. The composite comes after the
   * criteria.
   */
  rate(model: number, specialty: number | null, criterion: number, level: Level): number;
}

export function truthOf(spec: WorldSpec, scenario: Scenario): Truth {
  const S = spec.specialties.length;
  const severeRate = (m: number, s: number, c: number): number =>
    scenario.severe ? scenario.severe[m]![s]![c]! : scenario.failure[m]![s]![c]! / 5;
  const cuts = scenario.failure.flatMap((bySpecialty, m) =>
    bySpecialty.flatMap((byCriterion, s) =>
      byCriterion.map((rate, c) => {
        const failure = cutOf(rate, spec.leniency);
        const severe = cutOf(severeRate(m, s, c), spec.leniency);
        const zero = Math.max(failure + 0.1, UPPER_CUTS[0]);
        return [severe, failure, zero, Math.max(zero + 0.1, UPPER_CUTS[1])] as const;
      }),
    ),
  );
  const composite = { failure: new Float64Array(spec.models * S), severe: new Float64Array(spec.models * S) };
  for (let cell = 0; cell < spec.models * S; cell++) {
    const [severe, failure] = compositeShares(cuts, cell, spec.leniency);
    composite.failure[cell] = failure!;
    composite.severe[cell] = severe!;
  }
  const shares = judgmentShares(spec);
  const ofCell = (m: number, s: number, c: number, level: Level): number => {
    if (c === CRITERIA_COUNT) return composite[level][m * S + s]!;
    return level === 'failure' ? scenario.failure[m]![s]![c]! : severeRate(m, s, c);
  };
  const pairShare = pairShares(spec);
  return {
    spec,
    scenario,
    cuts,
    shares,
    pairShare,
    theta: abilities(scenario.appeal, pairShare),
    rate: (m, s, c, level) =>
      s === null
        ? shares.reduce((sum, share, specialty) => sum + share * ofCell(m, specialty, c, level), 0)
        : ofCell(m, s, c, level),
  };
}

/** Probability that an answer with this advantage in appeal, displayed first or second, is preferred. */
export const preferred = (advantage: number, first: boolean): number =>
  normalCdf(
    (advantage + (first ? 1 : -1) * LATENT.position - LATENT.margin) / Math.sqrt(2 * LIKING_VARIANCE),
  );

/** Each clinician compares any two of the models shown to this clinician, equally often. */
function pairShares({ models: K, newModels }: WorldSpec): Float64Array {
  const shares = new Float64Array(K * K);
  for (let kind = 0; kind < 2 ** newModels.length; kind++) {
    const sees = (at: number) => ((kind >> at) & 1) === 1;
    const share = newModels.reduce((product, p, at) => product * (sees(at) ? p : 1 - p), 1);
    const old = K - newModels.length;
    const shown = [...Array(K).keys()].filter((model) => model < old || sees(model - old));
    const pairs = (shown.length * (shown.length - 1)) / 2;
    for (const i of shown) for (const j of shown) if (i < j) shares[i * K + j]! += share / pairs;
  }
  return shares;
}

/** θ at the expected votes. An undecided vote counts as half a win for each. */
function abilities(appeal: readonly number[], pairShare: Float64Array): Float64Array {
  const K = appeal.length;
  const wins = new Float64Array(K * K);
  for (let i = 0; i < K; i++)
    for (let j = i + 1; j < K; j++) {
      const won = (a: number, b: number) =>
        (preferred(appeal[a]! - appeal[b]!, true) + preferred(appeal[a]! - appeal[b]!, false)) / 2;
      const [iWins, jWins] = [won(i, j), won(j, i)];
      const half = (1 - iWins - jWins) / 2;
      wins[i * K + j] = 1e6 * pairShare[i * K + j]! * (iWins + half);
      wins[j * K + i] = 1e6 * pairShare[i * K + j]! * (jWins + half);
    }
  return fitBradleyTerry(wins, K).theta;
}
