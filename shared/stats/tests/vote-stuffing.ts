import { type BoundedCount, eBenjaminiHochberg, logEValue, logMeanExp } from './e-value.ts';

/** A decided vote, with P(winner beats loser) by the consensus of all other clinicians, in (0, 1). */
export interface DecidedVote {
  winner: number;
  loser: number;
  probability: number;
}

/** A voting pattern that is tested for each clinician. */
type Pattern =
  | { kind: 'with the consensus' | 'against the consensus' }
  | { kind: 'for a model' | 'against a model'; model: number };

export interface Screened {
  /** Log of the e-value against the hypothesis that taste explains the clinician's votes. */
  logE: number;
  /** e-BH over all clinicians. A clinician is flagged if this is at most the false discovery rate. */
  adjusted: number;
  /** The pattern with the most evidence; null without votes. */
  strongest: Pattern | null;
  votes: number;
}

/** The most by which an honest clinician's taste may move the log-odds of a vote from the consensus. */
const TASTE = 1;

/** The largest probability of a positive outcome if taste adds up to TASTE to its log-odds. */
const boundOf = (probability: number): number => {
  const p = Math.min(1 - 1e-9, Math.max(1e-9, probability));
  return 1 / (1 + Math.exp(-(Math.log(p / (1 - p)) + TASTE)));
};

/** One vote as a binary outcome that has the given probability by the consensus. */
const outcome = (yes: boolean, probability: number): BoundedCount => ({
  k: yes ? 1 : 0,
  n: 1,
  bound: boundOf(probability),
});

/** The outcomes of each pattern. A favourite is the model with at least even odds by the consensus. */
function patternsOf(votes: readonly DecidedVote[]): { consensus: Tested[]; models: Tested[] } {
  const agrees = votes.map(({ probability }) => probability >= 0.5);
  const favoured = votes.map(({ probability }) => Math.max(probability, 1 - probability));
  const consensus: Tested[] = [
    {
      pattern: { kind: 'with the consensus' },
      counts: votes.map((_, v) => outcome(agrees[v]!, favoured[v]!)),
    },
    {
      pattern: { kind: 'against the consensus' },
      counts: votes.map((_, v) => outcome(!agrees[v]!, 1 - favoured[v]!)),
    },
  ];
  const involved = [...new Set(votes.flatMap(({ winner, loser }) => [winner, loser]))].sort((a, b) => a - b);
  const models = involved.flatMap((model): Tested[] => {
    const own = votes.filter(({ winner, loser }) => winner === model || loser === model);
    const wins = (vote: DecidedVote) => (vote.winner === model ? vote.probability : 1 - vote.probability);
    return [
      {
        pattern: { kind: 'for a model', model },
        counts: own.map((v) => outcome(v.winner === model, wins(v))),
      },
      {
        pattern: { kind: 'against a model', model },
        counts: own.map((v) => outcome(v.loser === model, 1 - wins(v))),
      },
    ];
  });
  return { consensus, models };
}

interface Tested {
  pattern: Pattern;
  counts: BoundedCount[];
}

/**
 * Screen for stuffed votes. It looks for clinicians who vote with or against the consensus, or for or against one
 * model, further than taste explains.
 *
 * The null hypothesis for a clinician: votes are independent, and the log-odds of each vote is at most 1 from the
 * consensus of the others. Each pattern has an e-value of counts with bounded probabilities. The clinician's e-value
 * is their mean, half on the two consensus patterns and half on the patterns of models. A mean of e-values is an
 * e-value. e-BH over clinicians (Wang & Ramdas 2022) then keeps the expected share of honest clinicians among the
 * flagged below the chosen rate, under any dependence.
 *
 * The hypothesis does not cover honest clinicians with unusual taste, or with all their votes on one prompt. A flag
 * is therefore a reason to investigate, not proof.
 *
 * @param clinicians the decided votes of each clinician, without ties
 * @returns one result per clinician, in the same order
 */
export function screenVotes(clinicians: readonly (readonly DecidedVote[])[]): Screened[] {
  const screened = clinicians.map((votes) => {
    const { consensus, models } = patternsOf(votes);
    const evidence = (tested: readonly Tested[]) => tested.map(({ counts }) => logEValue(counts));
    const [withConsensus, onModels] = [evidence(consensus), evidence(models)];
    const all = [...consensus, ...models].map(({ pattern }, at) => ({
      pattern,
      logE: [...withConsensus, ...onModels][at]!,
    }));
    const strongest = all.reduce((most, each) => (each.logE > most.logE ? each : most));
    return {
      logE: votes.length > 0 ? logMeanExp([logMeanExp(withConsensus), logMeanExp(onModels)]) : 0,
      strongest: votes.length > 0 ? strongest.pattern : null,
      votes: votes.length,
    };
  });
  const adjusted = eBenjaminiHochberg(screened.map(({ logE }) => logE));
  return screened.map((each, at) => ({ ...each, adjusted: adjusted[at]! }));
}
