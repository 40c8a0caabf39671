import * as z from 'zod';

/**
 * Measures of data quality that need single judgments, because counters do not show them. They are published in
 * `operations.json` without any clinician, not even as a pseudonym: only counts, shares, and evidence by rank.
 */
const count = z.int().min(0);
const share = z.number().min(0).max(1);

export const concentration = z.object({
  clinicians: count.describe('With at least one vote.'),
  votes: count,
  topPercentShare: share.describe('Of the votes, by the 1% of clinicians who voted most (at least one).'),
  topTenthShare: share.describe('By the 10% who voted most.'),
  effectiveClinicians: z.number().describe('As many equally busy clinicians would concentrate as much.'),
  gini: share.describe('0: all voted as much; near 1: one gave all votes.'),
});

export const firstRank = z.object({
  model: z.string().describe('First by the votes in the ledger.'),
  clinicians: count
    .nullable()
    .describe(
      'Without so many clinicians another model is first; fewer may be enough. Null: no such set found.',
    ),
  of: count.describe('Clinicians who voted on ranked models.'),
  successor: z.string().nullable().describe('Who is first without them.'),
});

export const suspicion = z.object({
  log10EValue: z.number(),
  adjusted: share.describe('By e-BH over the clinicians screened.'),
  votes: count,
  pattern: z.enum(['with the consensus', 'against the consensus', 'for a model', 'against a model']),
  model: z.string().nullable(),
});

export const voteStuffing = z.object({
  screened: count.describe('Clinicians with decided votes on ranked models.'),
  flagged: count.describe(
    'Whose votes go further from the consensus than taste explains: a reason to look, no proof.',
  ),
  falseDiscoveryRate: share,
  largestLog10EValue: z.number().nullable(),
  suspicions: z.array(suspicion).describe('The strongest of those flagged, strongest first.'),
});

export const agreement = z.object({
  criterion: z.string(),
  alpha: z.number().nullable().describe('1: perfect; 0: as by chance. Null where all gave the same score.'),
  interval: z.tuple([z.number(), z.number()]).nullable(),
  answers: count.describe('Answers that at least two clinicians scored.'),
  ratings: count.describe('Their scores.'),
});

export const ledgerQuality = z.object({
  status: z.enum(['computed', 'not computed']),
  explanation: z.string(),
  concentration: concentration.nullable(),
  firstRank: firstRank.nullable().describe('Null where the votes rank nobody.'),
  voteStuffing: voteStuffing.nullable(),
  agreement: z
    .array(agreement)
    .describe('Krippendorff’s α for ordered scores. Empty where no `item` says which answers are the same.'),
});

export type LedgerQuality = z.output<typeof ledgerQuality>;
