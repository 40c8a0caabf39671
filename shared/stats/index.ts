export {
  modelSampleInterval,
  nearlyPerfectKendall,
  nearlyPerfectSpearman,
  replicateInterval,
} from './agreement/fisher-z.ts';
export { determinedOrders, kendallBounds } from './agreement/kendall-bounds.ts';
export { kendallTauB } from './agreement/kendall-tau-b.ts';
export { type CodedValue, krippendorffAlpha } from './agreement/krippendorff-alpha.ts';
export { spearman } from './agreement/spearman.ts';
export { balancedReplicates } from './numeric/balanced-replicates.ts';
export { lowerTail, upperBound, upperTail } from './numeric/beta-tail.ts';
export { betaQuantile, tQuantile, tUpperP } from './numeric/distributions.ts';
export { laplacianPseudoInverse } from './numeric/laplacian-inverse.ts';
export { abilitiesWithout } from './ranking/abilities-without.ts';
export {
  type BetweenSpecialtyVariance,
  betweenSpecialtyVariance,
} from './ranking/between-specialty-variance.ts';
export {
  bradleyTerryInformation,
  fitBradleyTerry,
  informationPerComparison,
} from './ranking/bradley-terry.ts';
export {
  bradleyTerryCovariance,
  type ContrastUncertainty,
  type GroupCovariance,
  MINIMUM_EFFECTIVE_GROUPS,
} from './ranking/cluster-jackknife.ts';
export { stronglyConnectedComponents } from './ranking/connectivity.ts';
export { fitDavidson } from './ranking/davidson.ts';
export { weightGroupsEqually, weightPairsEqually } from './ranking/equal-weights.ts';
export { leaveOutFirstRank, type Win } from './ranking/influential-set.ts';
export {
  type Comparisons,
  compareAll,
  type EstimatedDifference,
  rankIntervals,
  topSet,
} from './ranking/rank-interval.ts';
export { regretBounds } from './ranking/regret.ts';
export type { PairWins } from './ranking/score-moments.ts';
export { type ShrunkRanking, shrinkRanking } from './ranking/shrink-ranking.ts';
export { concentration } from './rates/concentration.ts';
export {
  cellIntraclassCorrelation,
  designEffect,
  effectiveN,
  freedomFactor,
  intraclassCorrelation,
} from './rates/design-effect.ts';
export { type RatedCell, ratePrior, shrunkMean } from './rates/empirical-bayes-rate.ts';
export { ratioInterval } from './rates/ratio-interval.ts';
export { sparseIntraclassCorrelation } from './rates/sparse-icc.ts';
export { type Interval, wilsonInterval } from './rates/wilson.ts';
export { benjaminiHochberg, holm } from './tests/adjusted-p.ts';
export { eBenjaminiHochberg, logEvidenceAbove } from './tests/e-value.ts';
export { midLowerTail, midUpperTail } from './tests/mid-p.ts';
export { answersNeeded, type Power } from './tests/power.ts';
export { rankPermutationTest } from './tests/rank-permutation-test.ts';
export { storey } from './tests/storey.ts';
export { type DecidedVote, type Screened, screenVotes } from './tests/vote-stuffing.ts';
