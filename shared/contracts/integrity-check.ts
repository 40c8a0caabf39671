import * as z from 'zod';

const count = z.int().min(0);

/** `integrity/<study>.json`: the result of the daily comparison of a study's counters with its ledger. */
export const integrityCheck = z.object({
  schemaVersion: z.literal(1),
  study: z.string(),
  checkedAt: z.iso.datetime(),
  judgments: count.describe('Judgments read.'),
  groups: z.object({
    confirmed: count.describe('Groups of clinicians whose counters are the sum of their ledger.'),
    differing: count,
    open: count.describe(
      'Groups whose counters changed during the comparison, or for which there was no time.',
    ),
  }),
  differences: count.describe('Counters that differ from the ledger.'),
});

export type IntegrityCheck = z.output<typeof integrityCheck>;

export const INTEGRITY_PREFIX = 'integrity/';
export const integrityCheckKey = (study: string): string => `${INTEGRITY_PREFIX}${study}.json`;
