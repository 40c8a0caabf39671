import * as z from 'zod';

/**
 * Measures of data quality that need single judgments, because counters do not show them. They are published in
 * `operations.json` without any clinician, not even as a pseudonym: only counts, shares, and evidence by rank.
 */
const count = z.int().min(0);
const share = z.number().min(0).max(1);

export const concentrationSchema = z.object({
  clinicians: count.describe('Clinicians with at least one vote.'),
  votes: count,
  topPercentShare: share.describe('Share of votes by the most active 1% of clinicians (at least one).'),
  topTenthShare: share.describe('Share of votes by the most active 10%.'),
  effectiveClinicians: z
    .number()
    .describe('Number of equally active clinicians with the same concentration.'),
  gini: share.describe('0: all clinicians gave equally many votes; near 1: one gave all votes.'),
});

export const firstRank = z.object({
  model: z.string().describe('The first model by the votes in the ledger.'),
  clinicians: count
    .nullable()
    .describe(
      'Another model is first if this number of clinicians is left out; fewer may be enough. Null: no such set found.',
    ),
  of: count.describe('Clinicians who voted on ranked models.'),
  successor: z.string().nullable().describe('The first model without these clinicians.'),
});

export const suspicion = z.object({
  log10EValue: z.number(),
  adjusted: share.describe('Adjusted by e-BH over the screened clinicians.'),
  votes: count,
  pattern: z.enum(['with the consensus', 'against the consensus', 'for a model', 'against a model']),
  model: z.string().nullable(),
});

export const voteStuffing = z.object({
  screened: count.describe('Clinicians with decided votes on ranked models.'),
  flagged: count.describe(
    'Clinicians with votes further from the consensus than taste explains. This is a reason to investigate, not proof.',
  ),
  falseDiscoveryRate: share,
  largestLog10EValue: z.number().nullable(),
  suspicions: z
    .array(suspicion)
    .describe('The strongest suspicions among the flagged clinicians, strongest first.'),
});

export const agreementSchema = z.object({
  criterion: z.string(),
  alpha: z.number().nullable().describe('1: perfect; 0: as by chance. Null if all scores are equal.'),
  interval: z.tuple([z.number(), z.number()]).nullable(),
  answers: count.describe('Answers that at least two clinicians scored.'),
  ratings: count.describe('Their scores.'),
});

const modelVersion = z.object({
  model: z.string(),
  version: z.string().nullable().describe('Null: judgments without a version.'),
  judgments: count.describe('Judgments of answers of this version.'),
  first: z.iso.date().describe('Day of the first of them, by the senders’ times in UTC.'),
  last: z.iso.date(),
});

export const ledgerQuality = z.object({
  status: z.enum(['computed', 'not computed']),
  explanation: z.string(),
  concentration: concentrationSchema.nullable(),
  firstRank: firstRank.nullable().describe('Null if the votes rank no model.'),
  voteStuffing: voteStuffing.nullable(),
  agreement: z
    .array(agreementSchema)
    .describe('Krippendorff’s α for ordered scores. Empty if no `item` identifies equal answers.'),
  versions: z
    .array(modelVersion)
    .optional()
    .describe('The versions of the models on which the claims rest. Absent if no judgment names a version.'),
});

export type LedgerQuality = z.output<typeof ledgerQuality>;
