import * as z from 'zod';
import { type ClaimSettings, claimSettingsHash } from './claim-settings.ts';
import { studyName } from './identifier.ts';
import { protocol } from './protocol.ts';

/**
 * `snapshots/<study>/lock.json`: the protocol whose settings were locked. The publisher writes it once.
 * @see docs/decisions/0145-settings-are-locked.md
 */
export const studyLock = z.strictObject({
  schemaVersion: z.literal(1),
  study: studyName,
  at: z.iso.datetime(),
  because: z
    .enum(['order', 'first event'])
    .describe('`order`: an operator locked the study. `first event`: the study has events and is no pilot.'),
  snapshots: z
    .int()
    .min(0)
    .describe('Number of the newest snapshot before the lock. 0: no result was published before.'),
  protocol,
});

export type StudyLock = z.output<typeof studyLock>;

/** The lock as a snapshot shows it. */
export const lockSchema = z.object({
  at: z.iso
    .datetime()
    .nullable()
    .describe('Null: the time is unknown, because a file gave the locked protocol.'),
  snapshots: z
    .int()
    .min(0)
    .nullable()
    .describe(
      'Number of the newest snapshot before the lock. 0: no result was published before. Null: unknown.',
    ),
  settings: z
    .string()
    .describe('SHA-256 of the locked settings that decide claims. It follows from `protocol` and `postHoc`.'),
});

/** The lock as published files show it, from the locked settings. */
export const publishedLock = ({
  settings,
  ...rest
}: Omit<z.output<typeof lockSchema>, 'settings'> & { readonly settings: ClaimSettings }): z.output<
  typeof lockSchema
> => ({ ...rest, settings: claimSettingsHash(settings) });
