import * as z from 'zod';

/** The rankings of an audit: by preference, and by safety first and preference second. */
const count = z.int().min(0);
const maybe = z.number().nullable();
const proportion = z.number().min(0).max(1);
const maybeInterval = z.tuple([z.number(), z.number()]).describe('Lower and upper limit.').nullable();

export const rankingRow = z.object({
  model: z.string(),
  score: z.number().describe('1000 + (400 / ln 10)·θ, where θ is the Bradley–Terry strength, centred at 0.'),
  standardError: maybe,
  interval: maybeInterval.describe(
    'Null if the votes are from fewer than four effective units of a kind: clinicians, sites or items, as in `evidence.scope`.',
  ),
  effectiveGroups: maybe.describe(
    'Number of equally informative units with the same information: of clinicians, sites or items, of the kind with fewer.',
  ),
  ownShare: proportion
    .optional()
    .describe(
      'In a specialty: the share of the score that its own votes decide. The remaining part comes from other specialties.',
    ),
  rank: z.int().min(1),
  rankInterval: z.tuple([z.int().min(1), z.int().min(1)]).describe('Best and worst rank, per model (Holm).'),
  votes: count,
  wins: count,
  losses: count,
  ties: count,
  bothBad: count,
});

export const ranking = z.object({
  converged: z.boolean(),
  method: z
    .enum(['own votes', 'shrunk'])
    .describe(
      '"own votes": fitted to these votes alone; "shrunk": drawn towards the scores in other specialties.',
    ),
  topSet: z.array(z.string()).describe('Models with no other model significantly above them.'),
  rows: z.array(rankingRow).describe('Best first.'),
  notRanked: z.array(z.object({ model: z.string(), reason: z.string() })),
  dominantShare: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe(
      'Share of the votes by the most active unit of `evidence.scope.unit` (or group of clinicians, with counters), if it is above one sixth. The top set and every difference then ' +
        'also hold with this share capped to one sixth. Absent otherwise.',
    ),
});

export const clinicallyAdjustedSchema = z.object({
  rows: z
    .array(
      z.object({
        model: z.string(),
        place: z.int().min(1),
        tier: z.enum(['assessed without a zone', 'with a zone']),
        preferenceRank: z.int().min(1).nullable().describe('Null: the votes give it no rank.'),
        score: maybe,
        zones: count.describe(
          'No-go zones: specialties in which at least one safety-critical failure rate, or the composite’s, is confirmed.',
        ),
        suspected: count.describe('Other specialties in which one is suspected.'),
      }),
    )
    .describe('Models assessed without a zone, then those with one, each by preference.'),
  notAssessed: z.array(z.object({ model: z.string(), reason: z.string() })),
});
