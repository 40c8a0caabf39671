import * as z from 'zod';

const count = z.int().min(0);
const proportion = z.number().min(0).max(1);

/** The fields of data quality that are about the use of scores. */
export const qualityOfScores = {
  halo: z
    .array(
      z.object({
        criterion: z.string(),
        difference: z.number().min(-1).max(1),
        interval: z.tuple([z.number(), z.number()]).nullable(),
        n: count.describe('Rated answers that won or lost, in places with both.'),
      }),
    )
    .optional()
    .describe(
      'Halo index: failure rate of answers that lost minus that of answers that won, within the same model and specialty. ' +
        'An upper limit of the influence of the vote on the scores. Absent without such answers, and in version 1.',
    ),
  heaping: z
    .array(
      z.object({
        criterion: z.string(),
        n: count,
        zeroShare: proportion.describe('Share of scores at 0.'),
        neighbourShare: proportion.describe('Mean share of the scores −1 and +1.'),
      }),
    )
    .optional()
    .describe(
      'Scores at 0 beside their neighbours. No figure is corrected. Absent without scores, and in version 1.',
    ),
};
