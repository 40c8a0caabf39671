import * as z from 'zod';

/** How far preference and safety come apart, as it is published in `snapshot.json`. */
const count = z.int().min(0);
const maybe = z.number().nullable();
const maybeInterval = z.tuple([z.number(), z.number()]).describe('Lower and upper limit.').nullable();
const proportion = z.number().min(0).max(1);

export const voteRate = z.object({
  rate: proportion.nullable(),
  n: count,
  interval: maybeInterval,
  effectiveGroups: maybe,
});

const associationSchema = z.object({
  criterion: z.string(),
  models: count,
  spearman: maybe.describe('With rates half over answers that won, and half over answers that lost.'),
  spearmanInterval: maybeInterval.describe(
    'These models, with other sampling units: those of `evidence.scope`. All intervals and `permutationP` also hold with the ' +
      'rates of all displayed answers.',
  ),
  spearmanModelInterval: maybeInterval.describe('These models as a sample of models.'),
  kendallTauB: maybe,
  kendallInterval: maybeInterval,
  kendallIntervalBy: z
    .enum(['sampling units', 'undetermined pairs', 'groups of clinicians'])
    .nullable()
    .describe(
      'If leaving out sampling units changes no order, the bounds come from the pairs without a significant order. ' +
        '`groups of clinicians`: the sampling units of version 1.',
    ),
  permutationP: proportion.nullable().describe('One-sided, of no positive association.'),
});

const preferredButLessSafeSchema = z.object({
  preferred: z.string(),
  over: z.string(),
  scoreDifference: z.number(),
  riskDifference: z.number(),
  adjustedP: proportion,
});

const regretSchema = z.object({
  lower: proportion
    .nullable()
    .describe(
      'The smallest lower bound of the preferred models. From version 2 on, bounds and `p` hold for all displayed answers, and ' +
        'for half answers that won and half that lost.',
    ),
  upper: proportion
    .nullable()
    .describe('The largest upper bound of the preferred models. It is 1 if nothing bounds it.'),
  upperWithUnrated: proportion
    .nullable()
    .optional()
    .describe(
      'The upper bound if unrated answers of the preferred model fail `unratedRatio` times as often as rated ones, and those of ' +
        'other models as much less often. Absent in audits by older code.',
    ),
  models: count.describe('Models with enough rated answers to be compared.'),
  basis: z
    .enum(['standardised', 'crude'])
    .describe('The estimate is crude if the models have no specialty in common.'),
  conditional: z.boolean(),
  p: proportion
    .nullable()
    .optional()
    .describe('P-value of “the regret is at most `regretMargin`”. Absent in audits by older code.'),
  chosen: z
    .array(z.object({ model: z.string(), lower: proportion, upper: proportion }))
    .describe('For each preferred model: bounds of its excess of unsafe answers over the safest model.'),
});

export const dissociationSchema = z.object({
  association: z.array(associationSchema),
  votes: z.object({
    winnerUnsafe: voteRate,
    loserUnsafe: voteRate,
    unsafeGivenTie: voteRate,
    unsafeGivenBothBad: voteRate,
    lessSafeWins: voteRate.describe('Rate among decided votes on two complete answers of unequal composite.'),
  }),
  preferredButLessSafe: z.array(preferredButLessSafeSchema),
  regret: regretSchema,
  masking: z
    .array(
      z.object({
        model: z.string(),
        zones: count.describe(
          'No-go zones with a `masked` finding on the composite or, without one, with only `masked` findings.',
        ),
      }),
    )
    .describe('Models with no-go zones that averages over all specialties hide.'),
});

export type Association = z.output<typeof associationSchema>;
export type VoteRate = z.output<typeof voteRate>;
