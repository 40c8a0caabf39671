import * as z from 'zod';

const count = z.int().min(0);

/** For whom and for which prompts the claims of an audit hold. */
export const scopeSchema = z
  .object({
    prompts: z
      .enum(['named', 'own', 'unknown'])
      .describe(
        '`named`: at least 95 % of the judgments name an item. `own`: by the protocol, each judgment has a prompt of its own. ' +
          '`unknown`: neither, so that claims hold for the prompts that were asked only.',
      ),
    itemShare: z
      .number()
      .min(0)
      .max(1)
      .nullable()
      .describe('Share of the judgments that name an item. Null with counters, and without judgments.'),
    estimand: z
      .enum(['these readers', 'readers like these'])
      .describe(
        '`these readers`: with fewer than 5 clinicians, items are the only random units. `readers like these`: clinicians are ' +
          'random, and so are the items if they are known.',
      ),
    unit: z
      .enum(['clinician', 'site', 'item'])
      .describe(
        'The units from which uncertainty is estimated. With clinicians and sites, named items are a second kind of unit.',
      ),
    unaccounted: z
      .array(z.enum(['items', 'sites']))
      .optional()
      .describe(
        'Kinds of units that the study may have, and that its evidence does not hold. As long as there are any, no rate is cleared, ' +
          'and no study is aligned. Present with counters only: `items` unless the protocol says `prompts: own`, and `sites` if it ' +
          'says `cluster: site`.',
      ),
  })
  .describe('The population of clinicians and prompts for which the claims hold. Absent in older snapshots.');

/** The evidence from which an audit was computed. */
export const evidenceSchema = z
  .object({
    source: z
      .enum(['judgments', 'counters'])
      .describe(
        '`judgments`: every judgment of the ledger, as in `rows.jsonl.gz`. `counters`: the counters by group of clinicians, as ' +
          'in `cells.jsonl.gz`, in studies of more than 200,000 judgments.',
      ),
    clinicians: count.describe(
      'Units of clinicians: each clinician, up to 1,024 units, or the 32 groups of the counters. `scope.unit` says from which ' +
        'units uncertainty is estimated.',
    ),
    items: count.nullable().describe('Units of items. Null with counters, which do not know items.'),
    sites: count.nullable().describe('Units of sites. Null with counters.'),
    scope: scopeSchema.optional(),
  })
  .optional()
  .describe('The evidence of all figures. Absent in snapshots that older code wrote, from counters.');

/** The rules by which the figures of a public edition were withheld. */
export const publicEditionSchema = z.object({
  because: z
    .enum(['clinicians', 'release', 'closing', 'erasure'])
    .describe(
      'Why this edition appeared: the rows of enough clinicians differ from the last one, an operator released it, the study was closed, or data were erased.',
    ),
  suppressBelow: count.describe('Figures that fewer clinicians are behind are hidden.'),
  countStep: count.describe('Counts are rounded to multiples of this number, and rates to a matching step.'),
  withheld: z
    .array(
      z.object({
        model: z.string().nullable().describe('Null: over all models.'),
        specialty: z.string().nullable().describe('Null: over all specialties.'),
        subject: z
          .string()
          .describe(
            '`votes`, `score:` and a criterion, `outcome:` and an outcome, or another measure of the study.',
          ),
        how: z
          .enum(['hidden', 'held'])
          .describe(
            'hidden: not shown. held: shown as in the last public edition, because fewer than `suppressBelow` clinicians changed it.',
          ),
      }),
    )
    .describe(
      'Figures that fewer than `suppressBelow` clinicians are behind, or changed, and further ones that protect them.',
    ),
});

export type PublicEdition = z.output<typeof publicEditionSchema>;
export type Scope = z.output<typeof scopeSchema>;
