/**
 * The map of the statistical library. docs/statistics.md explains how the audit combines these functions.
 *
 * Every function is pure. No function throws for missing data: a quantity that is not estimable is null, as each docstring
 * says. Arguments outside of the documented ranges are not checked. Matrices are K × K `Float64Array`s in row-major order.
 * Abilities are in log-odds, and rates are shares in [0, 1]. J is the number of groups: sampling units such as clinicians.
 *
 * ranking/
 *
 * | file | function | computes | source |
 * | --- | --- | --- | --- |
 * | bradley-terry | fitBradleyTerry | abilities of K models from wins and ties | Bradley & Terry 1952 |
 * | | bradleyTerryInformation | their Fisher information | the same |
 * | | informationPerComparison | p(1 − p) of each pair | the same |
 * | davidson | fitDavidson | abilities with a parameter for ties | Davidson 1970 |
 * | strongly-connected-components | stronglyConnectedComponents | sets of rankable models | Tarjan 1972 |
 * | cluster-jackknife | clusterJackknifeCovariance | covariance of abilities over groups | Bell & McCaffrey 2002 |
 * | score-sandwich | scoreSandwich | covariance of abilities over many small clusters | Liang & Zeger 1986 |
 * | two-way-covariance | twoWayCovariance | covariance over clinicians and items | Cameron et al. 2011 |
 * | equal-weights | weightPairsEqually, weightGroupsEqually | wins reweighted by pair or by group | ours |
 * | rank-interval | differenceP, positiveP | two- and one-sided p-value of a difference | Student 1908 |
 * | | compareAll | tests of all pairs of models | Holm 1979 |
 * | | rankIntervals, topSet | interval of each rank; possibly best models | Mogstad et al. 2024 |
 * | between-specialty-variance | betweenSpecialtyVariance | their variance over specialties | DerSimonian & Kacker 2007 |
 * | shrink-ranking | shrinkRanking | abilities in one specialty, shrunk to the overall ones | Morris 1983 |
 * | influential-set | influentialSet | clinicians deciding the first rank | Broderick et al. 2020 |
 * | abilities-without | abilitiesWithout | abilities without each clinician's votes | Pregibon 1981 |
 * | regret | regretBounds | bounds of the safety cost of a choice | Bonferroni |
 * | regret-p | regretP | p-value of a safety cost above a margin | Bonferroni |
 *
 * rates/
 *
 * | file | function | computes | source |
 * | --- | --- | --- | --- |
 * | capped-weights | cappedWeights | weights that cap the share of each unit | ours |
 * | wilson | wilsonInterval | interval of a proportion | Wilson 1927 |
 * | design-effect | intraclassCorrelation | correlation of failures within groups, over cells | Donner 1986 |
 * | | cellIntraclassCorrelation | the same for one cell, shrunk | ours |
 * | | designEffect | loss of precision by groups | Kish 1965 |
 * | | freedomFactor | gain of the effective number by more degrees of freedom | Korn & Graubard 1998 |
 * | icc-floor | flooredCorrelation | correlation if little failed | ours |
 * | two-way-design-effect | multiwayDesignEffect, multiwayEffectiveN | the same with clinicians and items | Searle et al. 1992 |
 * | sparse-icc | sparseIntraclassCorrelation | correlation for a model with few clinicians | ours |
 * | ratio-interval | ratioInterval | interval of Σk/Σn over groups | Wolter 2007 |
 * | empirical-bayes-rate | empiricalBayesPrior, empiricalBayesRate | rates shrunk to their mean | Kleinman 1973 |
 * | missing-ratings | rateWithUnrated | rate under a ratio of unrated to rated failures | Manski 1989 |
 * | | tippingPoint | smallest ratio at which a claim falls | Yan, Lee & Li 2009 |
 * | stratified-difference | stratifiedDifference | risk difference over strata | Greenland & Robins 1985 |
 * | stratified-ratio | stratifiedRatio | risk ratio over strata | Greenland & Robins 1985 |
 * | concentration | concentration | concentration of votes on few clinicians | Hill 1973; Gini 1912 |
 *
 * tests/
 *
 * | file | function | computes | source |
 * | --- | --- | --- | --- |
 * | adjusted-p | benjaminiHochberg | p-values for the false discovery rate | Benjamini & Hochberg 1995 |
 * | | holm | p-values for the familywise error rate | Holm 1979 |
 * | rejection-limits | benjaminiHochbergLimits, holmLimits | largest p-values that stay rejected | ours |
 * | share-above | shareAboveP | p-value of a share above a limit | Wilson 1927 |
 * | share-difference | shareDifferenceP | test of two shares over groups | Wolter 2007 |
 * | simes | simes | p-value of "all hypotheses are true" | Simes 1986 |
 * | selected-families | selectFamilies | families, and the level within them | Benjamini & Bogomolov 2014 |
 * | storey | storey, trueNullShare | adaptive Benjamini–Hochberg | Storey, Taylor & Siegmund 2004 |
 * | harmonic-mean-p | harmonicMeanP | p-value of two hypotheses together | Good 1958; Wilson 2019 |
 * | mid-p | midLowerTail, midUpperTail, midLowerBound | binomial mid-p tails, and a bound | Lancaster 1961 |
 * | e-value | logEvidenceAbove, logEvidenceBelow | evidence, valid at any number of looks | Ville 1939 |
 * | | eBenjaminiHochberg | e-values for the false discovery rate | Wang & Ramdas 2022 |
 * | vote-stuffing | screenVotes | clinicians far from the consensus | ours, by e-values |
 * | rank-permutation-test | rankPermutationTest | test of no rank correlation | Phipson & Smyth 2010 |
 * | power | answersNeeded | number of answers for a test | Korn & Graubard 1998 |
 *
 * agreement/
 *
 * | file | function | computes | source |
 * | --- | --- | --- | --- |
 * | spearman | spearman | Spearman's ρ | Kendall & Gibbons 1990 |
 * | kendall-tau-b | kendallTauB | Kendall's τ_b | Kendall 1945 |
 * | kendall-bounds | kendallBounds, determinedOrders | bounds of τ from the certain pairs | Holm 1979 |
 * | fisher-z | modelSampleInterval | interval of ρ over other models | Bonett & Wright 2000 |
 * | | replicateInterval | interval of a rank correlation over other clinicians | McCarthy 1969; Judkins 1990 |
 * | | nearlyPerfectSpearman, nearlyPerfectKendall | the largest value below perfect order | by definition |
 * | krippendorff-alpha | krippendorffAlpha | agreement between clinicians | Krippendorff 2019 |
 *
 * numeric/
 *
 * | file | function | computes | source |
 * | --- | --- | --- | --- |
 * | beta-tail | upperBound, lowerBound | exact binomial bounds | Clopper & Pearson 1934 |
 * | balanced-replicates | balancedReplicates | replicates of a vector of estimates | McCarthy 1969 |
 * | distributions | tQuantile, tUpperP, betaQuantile | distributions | @stdlib |
 * | two-way-variance | twoWayVariance | variance over two crossed kinds of units | Cameron et al. 2011; Hillis 2007 |
 * | laplacian-pseudo-inverse | laplacianPseudoInverse | inverse of the information | Gutman & Xiao 2004 |
 *
 * `MINIMUM_EFFECTIVE_GROUPS` of ranking/cluster-jackknife is the smallest number of groups for a claim, and
 * `MINIMUM_MODELS` of tests/rank-permutation-test the smallest number of models for that test. The other files
 * of numeric/ (average-ranks, cholesky, jackknife, newton), ranking/score-moments and ranking/variance-posterior are
 * parts of these functions.
 */

// ranking/

export { abilitiesWithout } from './ranking/abilities-without.ts';
export {
  type BetweenSpecialtyVariance,
  betweenSpecialtyVariance,
} from './ranking/between-specialty-variance.ts';
export { fitBradleyTerry } from './ranking/bradley-terry.ts';
export {
  type Contrast,
  type ContrastUncertainty,
  clusterJackknifeCovariance,
  type GroupCovariance,
  MINIMUM_EFFECTIVE_GROUPS,
} from './ranking/cluster-jackknife.ts';
export { fitDavidson } from './ranking/davidson.ts';
export { weightGroupsEqually, weightPairsEqually } from './ranking/equal-weights.ts';
export { influentialSet, type Win } from './ranking/influential-set.ts';
export {
  type Comparisons,
  compareAll,
  differenceP,
  type EstimatedDifference,
  positiveP,
  rankIntervals,
  topSet,
} from './ranking/rank-interval.ts';
export { type RateDifference, regretBounds } from './ranking/regret.ts';
export { regretP } from './ranking/regret-p.ts';
export type { CrossedWins, PairWins } from './ranking/score-moments.ts';
export { scoreSandwich } from './ranking/score-sandwich.ts';
export { type ShrunkRanking, shrinkRanking } from './ranking/shrink-ranking.ts';
export { stronglyConnectedComponents } from './ranking/strongly-connected-components.ts';
export { twoWayCovariance } from './ranking/two-way-covariance.ts';

// rates/

export { cappedWeights } from './rates/capped-weights.ts';
export { concentration } from './rates/concentration.ts';
export {
  cellIntraclassCorrelation,
  freedomFactor,
  type GroupCount,
  type GroupCounts,
  intraclassCorrelation,
} from './rates/design-effect.ts';
export { empiricalBayesPrior, empiricalBayesRate, type RatedCell } from './rates/empirical-bayes-rate.ts';
export { flooredCorrelation } from './rates/icc-floor.ts';
export { type OutcomeCount, rateWithUnrated, tippingPoint } from './rates/missing-ratings.ts';
export { ratioInterval } from './rates/ratio-interval.ts';
export { sparseIntraclassCorrelation } from './rates/sparse-icc.ts';
export { type Stratum, stratifiedDifference } from './rates/stratified-difference.ts';
export { stratifiedRatio } from './rates/stratified-ratio.ts';
export {
  type ClusteredSizes,
  multiwayDesignEffect,
  multiwayEffectiveN,
} from './rates/two-way-design-effect.ts';
export { type Interval, wilsonInterval } from './rates/wilson.ts';

// tests/

export { benjaminiHochberg, holm } from './tests/adjusted-p.ts';
export { eBenjaminiHochberg, logEvidenceAbove, logEvidenceBelow } from './tests/e-value.ts';
export { harmonicMeanP } from './tests/harmonic-mean-p.ts';
export { midLowerBound, midLowerTail, midUpperTail } from './tests/mid-p.ts';
export { answersNeeded, type Power } from './tests/power.ts';
export { MINIMUM_MODELS, rankPermutationTest } from './tests/rank-permutation-test.ts';
export { benjaminiHochbergLimits, holmLimits } from './tests/rejection-limits.ts';
export { selectFamilies } from './tests/selected-families.ts';
export { shareAboveP } from './tests/share-above.ts';
export { shareDifferenceP } from './tests/share-difference.ts';
export { simes } from './tests/simes.ts';
export { storey, trueNullShare } from './tests/storey.ts';
export { type DecidedVote, type Screened, screenVotes } from './tests/vote-stuffing.ts';

// agreement/

export {
  modelSampleInterval,
  nearlyPerfectKendall,
  nearlyPerfectSpearman,
  replicateInterval,
} from './agreement/fisher-z.ts';
export { determinedOrders, kendallBounds } from './agreement/kendall-bounds.ts';
export { kendallTauB } from './agreement/kendall-tau-b.ts';
export { type CodedRatings, krippendorffAlpha } from './agreement/krippendorff-alpha.ts';
export { spearman } from './agreement/spearman.ts';

// numeric/

export { balancedReplicates } from './numeric/balanced-replicates.ts';
export { lowerBound, upperBound } from './numeric/beta-tail.ts';
export { betaQuantile, tQuantile } from './numeric/distributions.ts';
export { twoWayVariance } from './numeric/two-way-variance.ts';
