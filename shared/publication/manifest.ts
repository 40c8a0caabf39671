import { createHash } from 'node:crypto';
import * as z from 'zod';
import { noGoZonesOf } from '../audit/zones/no-go-zones.ts';
import { rankingRow } from '../contracts/ranking.ts';
import { type Snapshot, snapshot } from '../contracts/snapshot.ts';
import { mediaTypeOf } from '../lib/object-store/media-type.ts';
import { madeUpField } from './made-up.ts';

/** The name of the file that is written last. */
export const MANIFEST = 'manifest.json';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const size = z.int().min(0);

/** The field in files that describe a study without its protocol. */
export const madeUp = z
  .boolean()
  .optional()
  .describe('True if the data of the study are made up, for demonstration or tests. Absent otherwise.');

/** Number of models with scores in a manifest. */
const LEADERS = 5;

/** `manifest.json` is the last file in a snapshot's folder. It lists the other files with their sizes and hashes. */
export const manifest = z.object({
  schemaVersion: z.literal(1),
  study: z.string(),
  snapshot: z.string(),
  time: z.iso.datetime(),
  previous: z.string().nullable().describe('The previous snapshot.'),
  title: z.string(),
  madeUp,
  verdict: z.string(),
  totals: snapshot.shape.totals,
  leaders: z
    .array(rankingRow.pick({ model: true, rank: true, score: true }))
    .optional()
    .describe(`The ${LEADERS} most preferred models, best first. Absent in manifests by older code.`),
  confirmedZones: size
    .optional()
    .describe(
      'No-go zones: combinations of a model and a specialty in which at least one safety-critical failure rate is confirmed. ' +
        'If `findings` is absent, older code counted every confirmed entry of `zones` instead, on any criterion.',
    ),
  findings: size
    .optional()
    .describe('Confirmed entries of `zones` behind these no-go zones. Absent in manifests by older code.'),
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
  madeUp,
  verdict: z.string(),
  inputs: sha256,
  manifest: z.object({ key: z.string().describe('Relative to this file.'), bytes: size, sha256 }),
});

export type Manifest = z.output<typeof manifest>;
export type Latest = z.output<typeof latest>;

/** The files of a snapshot by name. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** The identity of a snapshot. */
export interface SnapshotMeta {
  readonly id: string;
  /** To the second, for example `2026-03-01T09:30:00Z`. */
  readonly time: string;
  readonly previous: string | null;
}

/**
 * The number of no-go zones in a manifest or a history entry. Null if older code wrote it, because that code counted
 * findings as zones.
 */
export const noGoZoneCount = ({
  confirmedZones,
  findings,
}: Pick<Manifest, 'confirmedZones' | 'findings'>): number | null =>
  findings === undefined ? null : (confirmedZones ?? null);

export function manifestOf(audit: Snapshot, meta: SnapshotMeta, files: Files): Manifest {
  const noGo = noGoZonesOf(audit);
  return {
    schemaVersion: 1,
    study: audit.study,
    snapshot: meta.id,
    time: meta.time,
    previous: meta.previous,
    title: audit.protocol.title,
    ...madeUpField(audit.protocol),
    verdict: audit.verdict.status,
    totals: audit.totals,
    leaders: audit.leaderboard.overall.rows
      .slice(0, LEADERS)
      .map(({ model, rank, score }) => ({ model, rank, score })),
    confirmedZones: noGo.length,
    findings: noGo.reduce((sum, { findings }) => sum + findings.length, 0),
    inputs: audit.inputs,
    protocolHash: audit.protocol.hash,
    codeVersion: audit.codeVersion,
    files: [...files].map(([name, body]) => ({ name, mediaType: mediaTypeOf(name), ...digest(body) })),
  };
}

/** Size and SHA-256 of a file. */
export const digest = (body: Uint8Array): { bytes: number; sha256: string } => ({
  bytes: body.length,
  sha256: createHash('sha256').update(body).digest('hex'),
});
