/**
 * Wins of one group of clinicians, K × K row-major: `wins[i·K + j]` is how often i was preferred to j, ties half a win each way.
 */
export interface GroupWins {
  wins: Float64Array;
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

/**
 * Every compared pair weighs the same, however often it was shown: votes on i and j count n̄/n_ij, with n_ij all groups'
 * votes on the pair and n̄ their mean over the compared pairs. The sum of all votes is kept.
 *
 * Where abilities alone do not explain the votes, the Bradley–Terry fit depends on who was paired with whom. This
 * target does not, at the price of wide intervals where some pair was hardly shown. Weights are taken as fixed by the
 * delete-one-group covariance.
 */
export function weightPairsEqually(groups: readonly GroupWins[], K: number): GroupWins[] {
  const votes = new Float64Array(K * K);
  for (const { wins } of groups) {
    for (let i = 0; i < K; i++) {
      for (let j = 0; j < K; j++) if (i !== j) votes[i * K + j]! += wins[i * K + j]! + wins[j * K + i]!;
    }
  }
  const compared = votes.filter((n) => n > 0).length;
  const mean = compared > 0 ? sum(votes) / compared : 0;
  return groups.map(({ wins }) => ({
    wins: wins.map((won, at) => (votes[at]! > 0 ? (won * mean) / votes[at]! : 0)),
  }));
}

/**
 * Every group that voted weighs the same, however much it voted: its votes count n̄/n_g, with n̄ the mean over the groups
 * that voted. The sum of all votes is kept, and a group without votes stays without.
 *
 * The plain fit is nearest to the taste of those who voted much; this one is nearer to the typical clinician's, at the
 * price of the noise of groups that hardly voted.
 */
export function weightGroupsEqually(groups: readonly GroupWins[], K: number): GroupWins[] {
  const own = groups.map(({ wins }) => ({ wins: wins.map((won, at) => (at % (K + 1) === 0 ? 0 : won)) }));
  const votes = own.map(({ wins }) => sum(wins));
  const voting = votes.filter((n) => n > 0);
  const mean = voting.reduce((total, n) => total + n, 0) / Math.max(1, voting.length);
  return own.map(({ wins }, g) => ({
    wins: wins.map((won) => (votes[g]! > 0 ? (won * mean) / votes[g]! : 0)),
  }));
}
