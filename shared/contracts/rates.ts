import * as z from 'zod';

/** Failure rates and scores of models, as they are published in `snapshot.json`. */
const count = z.int().min(0);
const maybe = z.number().nullable();
const proportion = z.number().min(0).max(1);
const maybeInterval = z.tuple([z.number(), z.number()]).describe('Lower and upper limit.').nullable();

export const failureRate = z.object({
  model: z.string(),
  specialty: z.string().nullable().describe('Null: over all specialties.'),
  criterion: z.string().describe('A criterion, or "composite".'),
  level: z.enum(['failure', 'severe']),
  n: count,
  failures: count,
  observedRate: proportion.nullable().describe('failures / n, of the rated answers.'),
  rate: proportion
    .nullable()
    .describe(
      'Rate of the displayed answers, reweighted if answers with some outcomes were rated less often than others.',
    ),
  effectiveN: maybe.describe(
    'Number of independent answers with the same information; null with fewer than two sampling units of a kind.',
  ),
  designEffect: maybe,
  interval: maybeInterval,
  conditional: z.boolean().describe('Whether the rate holds only for answers with rated outcomes.'),
  standardisedRate: proportion
    .nullable()
    .optional()
    .describe(
      'Over all specialties only: the rate if every model were used in the mixture of `standardisation`.',
    ),
});

export const standardisationSchema = z.object({
  criterion: z.string(),
  models: count.describe('Models with enough rated answers to be compared.'),
  weights: z
    .array(z.object({ specialty: z.string(), weight: proportion }))
    .describe(
      'The specialties in which all of these models were rated. If there is none, no standardised rate exists.',
    ),
});

export const distributionRow = z.object({
  model: z.string(),
  specialty: z.string().nullable(),
  criterion: z.string(),
  counts: z.object({ '-2': count, '-1': count, '0': count, '1': count, '2': count }),
  mean: maybe,
});
