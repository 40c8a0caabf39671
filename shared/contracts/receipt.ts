import * as z from 'zod';

const count = z.int().min(0);

/** The result of an import, as `receipt.json` holds it. */
export const receipt = z.object({
  schemaVersion: z.literal(1),
  study: z.string(),
  object: z.string(),
  version: z.string(),
  mapping: z.string().optional().describe('Digest of the mapping by which the file was read.'),
  status: z.enum(['finished', 'failed']).describe('Failed: the file could not be read, or not to its end.'),
  message: z.string().optional().describe('Reason of the failure and its remedy, or a remark.'),
  rows: count.describe('Number of records read, without the header of a CSV and blank lines.'),
  events: count.describe('Events in them: the sum of the seven numbers below.'),
  recorded: count,
  duplicate: count,
  revised: count,
  retracted: count,
  stale: count,
  conflict: count,
  rejected: count,
  byReason: z.array(z.object({ reason: z.string(), count })).describe('Rejected events, by reason.'),
  warnings: z
    .array(z.object({ warning: z.string(), count, message: z.string() }))
    .default([])
    .describe(
      'Rules that were applied because the file gives no value, records that were left out, and names that look alike.',
    ),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
});

export type Receipt = z.output<typeof receipt>;
