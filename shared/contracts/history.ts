import * as z from 'zod';
import { manifest } from './manifest.ts';

const entry = manifest
  .pick({
    snapshot: true,
    time: true,
    number: true,
    title: true,
    madeUp: true,
    postHoc: true,
    verdict: true,
    totals: true,
    leaders: true,
    confirmedZones: true,
    findings: true,
    inputs: true,
  })
  .extend({
    manifest: manifest.shape.inputs
      .optional()
      .describe('SHA-256 of the manifest. Absent in entries that older code wrote.'),
  });

/**
 * `history.json`: the newest snapshots of a study. Older snapshots are in parts of the same form. Parts are written
 * once and linked from newer to older, so that no file grows without limit.
 */
export const history = z.object({
  schemaVersion: z.literal(1),
  study: z.string(),
  snapshots: z.array(entry).describe('Oldest first.'),
  older: z
    .object({
      key: z.string().describe('The previous part, relative to the folder of the study.'),
      snapshots: z.int().min(1).describe('Number of snapshots in this part and in all earlier parts.'),
    })
    .optional()
    .describe('Absent if there are no earlier parts.'),
});

export type History = z.output<typeof history>;
export type HistoryEntry = History['snapshots'][number];
