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
