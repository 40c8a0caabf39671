import * as z from 'zod';

/** The schemas of a snapshot for the spellings of names. They are wider than those of a registered protocol. */
const spellingsByName = z.record(z.string(), z.array(z.string())).optional();
const kind = z.enum(['model', 'specialty']);

export const publishedAliases = z
  .object({ models: spellingsByName, specialties: spellingsByName })
  .optional()
  .describe(
    'Other spellings, by the name under which this audit counts them. `rows.jsonl.gz` and `cells.jsonl.gz` keep each spelling.',
  );

/** The fields of data quality that are about names. */
export const qualityOfNames = {
  similarNames: z
    .array(z.object({ kind, names: z.array(z.string()) }))
    .optional()
    .describe(
      'Groups of names that differ only in case, blanks, hyphens or similar characters. They are counted apart, which may hide ' +
        'a no-go zone if they are one. Absent without such a group. The audit compares the first 1,000 names of each kind.',
    ),
  aliases: z
    .object({
      applied: z
        .array(z.object({ kind, name: z.string(), spellings: z.array(z.string()) }))
        .describe('The aliases of the protocol that occur in the counters.'),
      selfComparisons: z
        .int()
        .min(0)
        .describe(
          'Votes on two spellings of one model. No other figure counts them. Their ratings count as rated without a vote.',
        ),
    })
    .optional()
    .describe('Absent if no alias of the protocol occurs in the counters.'),
};
