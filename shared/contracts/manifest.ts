import * as z from 'zod';
import { rankingRow } from './ranking.ts';
import { snapshot } from './snapshot.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const size = z.int().min(0);

/** The field in files that describe a study without its protocol. */
export const madeUp = z
  .boolean()
  .optional()
  .describe('True if the data of the study are made up, for demonstration or tests. Absent otherwise.');

/** The field in files that describe a snapshot without its settings. */
const postHoc = size
  .optional()
  .describe('Number of settings that were changed after they had been locked. Absent if there is none.');

/** The number of a snapshot in the chain of its study, from 1. */
const chainNumber = z
  .int()
  .min(1)
  .optional()
  .describe(
    'Number of the snapshot in the chain of the study, from 1. Absent in files that older code wrote: the chain begins at the first manifest with a number.',
  );

/** Number of models with scores in a manifest. */
export const MAX_LEADERS = 5;

/** `manifest.json` is the last file in a snapshot's folder. It lists the other files with their sizes and hashes. */
export const manifest = z.object({
  schemaVersion: z.literal(1),
  study: z.string(),
  snapshot: z.string(),
  time: z.iso.datetime(),
  previous: z.string().nullable().describe('The previous snapshot.'),
  number: chainNumber,
  previousManifest: sha256
    .nullable()
    .optional()
    .describe(
      'SHA-256 of the manifest of the previous snapshot. Null in the first snapshot of a study. Absent in manifests that older code wrote.',
    ),
  edition: z
    .enum(['internal', 'public'])
    .optional()
    .describe('public: a snapshot without cells and rows. Absent: internal.'),
  internal: sha256
    .optional()
    .describe('In a public edition: SHA-256 of the manifest of the internal edition. Absent otherwise.'),
  nonce: z
    .string()
    .optional()
    .describe(
      'Random. In the internal edition of a study with a public one, so that the hash of this manifest confirms no guess of its content.',
    ),
  title: z.string(),
  madeUp,
  postHoc,
  verdict: z.string(),
  totals: snapshot.shape.totals,
  leaders: z
    .array(rankingRow.pick({ model: true, rank: true, score: true }))
    .optional()
    .describe(
      `The ${MAX_LEADERS} most preferred models, best first. Absent in manifests that older code wrote.`,
    ),
  confirmedZones: size
    .optional()
    .describe(
      'No-go zones: combinations of a model and a specialty in which at least one safety-critical failure rate is confirmed. ' +
        'If `findings` is absent, older code counted every confirmed entry of `zones` instead, on any criterion.',
    ),
  findings: size
    .optional()
    .describe(
      'Number of the confirmed entries of `zones` from which these no-go zones result. Absent in manifests that older code wrote.',
    ),
  inputs: sha256.describe('SHA-256 of the inputs of the audit.'),
  protocolHash: z.string(),
  codeVersion: z.string(),
  files: z.array(z.object({ name: z.string(), mediaType: z.string(), bytes: size, sha256 })),
});

/** `latest.json` names a study's newest snapshot. */
export const latest = z.object({
  schemaVersion: z.literal(1),
  study: z.string(),
  snapshot: z.string(),
  time: z.iso.datetime(),
  number: chainNumber,
  madeUp,
  postHoc,
  verdict: z.string(),
  inputs: sha256,
  manifest: z.object({ key: z.string().describe('Relative to this file.'), bytes: size, sha256 }),
});

export type Manifest = z.output<typeof manifest>;
export type Latest = z.output<typeof latest>;
