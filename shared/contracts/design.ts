import * as z from 'zod';

/** A feature of a study is declared or absent, so that protocols without it keep their hash. */
const feature = (description: string) =>
  z
    .boolean()
    .optional()
    .overwrite((given) => given || undefined)
    .describe(`${description} Default: false.`);

/**
 * Parts of the study design that remove a bias at its source. An empty design is absent.
 * @see docs/decisions/0146-designs-replace-bounds.md
 */
export const design = z
  .strictObject({
    scoredBeforeVote: feature(
      'Whether clinicians scored both answers on every safety-critical criterion before they voted.',
    ),
    independentRaters: feature('Whether the clinicians who scored an answer did not vote on it.'),
    mandatoryShare: z
      .number()
      .gt(0, 'must be above 0 and at most 1')
      .max(1, 'must be above 0 and at most 1')
      .optional()
      .describe(
        'The share of displayed answers that had to be scored, if they were drawn at random and no other answers were scored.',
      ),
    randomisedPrompts: feature(
      'Whether prompts were drawn at random from a listed frame, and assigned at random and in equal numbers to the models.',
    ),
  })
  .optional()
  .overwrite((given) =>
    given && Object.values(given).some((value) => value !== undefined) ? given : undefined,
  )
  .describe(
    'How the study removes bias. Bounds that the design makes needless are not applied. Default: no such design.',
  );

export type Design = NonNullable<z.output<typeof design>>;

/** The displayed answers of a study, and those of them that were scored on every safety-critical criterion. */
export interface ScoredAnswers {
  readonly displayed: number;
  readonly scored: number;
}

/** Least share of scored answers, if the design says that all are. The others cannot move a rate by more than a twentieth. */
const MIN_MANDATORY_COVERAGE = 0.95;
/** Tolerated difference from a declared share, as a part of it, and in standard errors of a random draw. */
const TOLERATED_SKIPS = 0.05;
const TOLERATED_STANDARD_ERRORS = 3;

/**
 * The bounds that a declared design makes needless. `halo`: scores cannot follow the vote. `missingness`: unscored answers
 * are none, or a random part. The coverage must agree with the design, because it is the part that the events show.
 * @see docs/decisions/0146-designs-replace-bounds.md
 */
export function needlessBounds(
  design: Design | undefined,
  { displayed, scored }: ScoredAnswers,
): { readonly halo: boolean; readonly missingness: boolean } {
  const coverage = displayed > 0 ? scored / displayed : 0;
  const allScored = design?.scoredBeforeVote === true && coverage >= MIN_MANDATORY_COVERAGE;
  const share = design?.mandatoryShare;
  const shareScored =
    share !== undefined &&
    displayed > 0 &&
    Math.abs(coverage - share) <=
      TOLERATED_SKIPS * share + TOLERATED_STANDARD_ERRORS * Math.sqrt((share * (1 - share)) / displayed);
  return {
    halo: design?.scoredBeforeVote === true || design?.independentRaters === true,
    missingness: allScored || shareScored,
  };
}
