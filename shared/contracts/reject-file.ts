import * as z from 'zod';

/** The stored rejects of a message for one study. */
export const rejectFile = z.object({
  schemaVersion: z.literal(1),
  study: z.string().nullable().describe('Null if the message names no study.'),
  messageId: z.string().optional().describe('Absent for a conflict, which several messages may meet.'),
  sentAt: z.iso.datetime().optional(),
  rejects: z.array(
    z.object({
      index: z.int().min(0).describe('The event’s place in the message, from 0.'),
      reason: z.string(),
      field: z.string(),
      message: z.string(),
      rater: z
        .string()
        .optional()
        .describe(
          'Id of the clinician in this file alone. `primum resend` finds the pseudonym by it. Absent if the clinician is unknown.',
        ),
      row: z
        .unknown()
        .optional()
        .describe(
          'The event without its clinician; "#clinician" replaces the name, and "#withheld" texts that may be names.',
        ),
      incomplete: z
        .literal(true)
        .optional()
        .describe(
          'The clinician is unknown, so the row does not show the complete event. The message is kept under rejects/unparsable/ for 30 days.',
        ),
    }),
  ),
  body: z
    .string()
    .optional()
    .describe(
      'The message itself, only under rejects/unparsable/ and only if its rejects do not show the complete message.',
    ),
});

export type RejectFile = z.output<typeof rejectFile>;
