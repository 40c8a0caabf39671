import * as z from 'zod';

/**
 * `looks/<study>.json`: the last time that publish-snapshot read all inputs of a study's audit. Only this function reads
 * and writes it.
 * @see docs/decisions/0133-writers-mark-a-study-before-they-change-it.md
 */
export const lastLook = z.object({
  mark: z.string().nullable().describe('The change mark, as it was read before the look.'),
  markSince: z.iso.datetime().describe('When a look first found this mark.'),
  lookedAt: z.iso.datetime().describe('When the look began.'),
  protocol: z.string().describe('The hash of the protocol.'),
  codeVersion: z.string(),
});

export type LastLook = z.output<typeof lastLook>;

export const LOOKS_PREFIX = 'looks/';
export const lastLookKey = (study: string): string => `${LOOKS_PREFIX}${study}.json`;
