/**
 * Wins of one group of clinicians, K × K row-major: `wins[i·K + j]` is the number of times that i was preferred to j.
 * A tie counts as half a win for each.
 */
interface GroupWins {
  wins: Float64Array;
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

/**
 * Gives every compared pair the same weight, independently of the number of its votes. Votes on i and j count
 * n̄/n_ij, with n_ij the votes of all groups on the pair and n̄ their mean over the compared pairs. The sum of all
 * votes does not change.
 *
 * If abilities alone do not explain the votes, the Bradley–Terry fit depends on the choice of pairs. This target does
 * not, but its intervals are wide if some pair was rarely shown. The cluster jackknife treats the weights as fixed.
 *
 * @returns the reweighted wins of the same groups, in the same order
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
 * Gives every group with votes the same weight, independently of the number of its votes. The votes of group g count
 * n̄/n_g, with n̄ the mean over the groups with votes. The sum of all votes does not change, and a group without
 * votes stays without.
 *
 * The plain fit is nearest to the taste of the most active clinicians. This one is nearer to the typical clinician's
 * taste, but it is noisy because of groups with few votes.
 *
 * @returns the reweighted wins of the same groups, in the same order
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
