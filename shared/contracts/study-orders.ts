import * as z from 'zod';
import { studyName } from './identifier.ts';

/** The prefix of the orders of operators. */
export const ORDERS_PREFIX = 'state/';
/** The key of an operator's orders for a study in the bucket of exports. */
export const studyOrdersKey = (study: string): string => `${ORDERS_PREFIX}${study}.json`;

/**
 * `state/<study>.json`: the orders of an operator for a study and its publication. The publisher reads them.
 * @see docs/decisions/0132-orders-are-objects.md
 */
export const studyOrders = z.strictObject({
  schemaVersion: z.literal(1),
  study: studyName,
  release: z
    .strictObject({ id: z.uuid(), at: z.iso.datetime() })
    .optional()
    .describe('The last order to release a public edition.'),
  lock: z.iso
    .datetime()
    .optional()
    .describe(
      'Time of the order to lock the settings that decide claims. The publisher locks those in force at its next run.',
    ),
  closed: z.iso
    .datetime()
    .optional()
    .describe('Time at which the study was closed. Its public edition then changes only after an erasure.'),
});

export type StudyOrders = z.output<typeof studyOrders>;
