/** The correlation that is assumed without any failure. Reader studies of clinical texts report 0.05 to 0.23. */
const PRIOR_CORRELATION = 0.1;
/** The number of failures that weighs as much as the prior correlation. */
const PRIOR_FAILURES = 2;
/** Clinicians always differ a little, so one clinician's many answers are never worth as much as many clinicians'. */
const SMALLEST_CORRELATION = 0.02;

/**
 * The intraclass correlation to use: max(ICC, 0.1·2/(2 + failures)), and at least 0.02 if groups are single clinicians.
 *
 * An estimate of 0 is no evidence for independent answers if nothing failed, because outcomes that are all equal have no
 * variance to divide. The prior correlation counts less the more failures there are. Without the floor, 300 safe answers
 * of one clinician and two others' single ones would have the weight of 63 independent answers. The rule is ours
 * (docs/statistics.md).
 *
 * @param icc the pooled estimate, in [0, 1]
 * @param failures on which it is based
 * @param isClinician whether each group is one clinician. Groups of many clinicians have smaller correlations.
 */
export const flooredCorrelation = (icc: number, failures: number, isClinician: boolean): number =>
  Math.max(
    icc,
    isClinician ? SMALLEST_CORRELATION : 0,
    (PRIOR_CORRELATION * PRIOR_FAILURES) / (PRIOR_FAILURES + failures),
  );
