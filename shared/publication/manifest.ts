import { createHash } from 'node:crypto';
import { noGoZonesOf } from '../audit/index.ts';
import { MAX_LEADERS, type Manifest, type Snapshot } from '../contracts/index.ts';
import { mediaTypeOf } from '../lib/object-store/index.ts';
import { postHocField } from './lock/post-hoc.ts';
import { madeUpField } from './made-up.ts';

/** The name of the file that is written last. */
export const MANIFEST = 'manifest.json';

/** The files of a snapshot by name. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** The identity of a snapshot. */
export interface SnapshotMeta {
  readonly id: string;
  /** To the second, for example `2026-03-01T09:30:00Z`. */
  readonly time: string;
  readonly previous: string | null;
  /** The place in the chain of the study. Absent in snapshots that older code wrote. */
  readonly link?: ChainLink | undefined;
  /** Absent: internal. */
  readonly edition?: Manifest['edition'];
  /** In a public edition: SHA-256 of the manifest of the internal edition. */
  readonly internal?: Manifest['internal'];
  /** In the internal edition of a study with a public one. */
  readonly nonce?: Manifest['nonce'];
}

/**
 * The place of a snapshot in the chain of its study.
 * @see docs/decisions/0125-manifests-form-a-chain.md
 */
export interface ChainLink {
  /** From 1. */
  readonly number: number;
  /** SHA-256 of the manifest of the previous snapshot. Null in the first snapshot of a study. */
  readonly previousManifest: string | null;
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

/** The identity of the snapshot that a manifest describes. */
export const metaOf = ({
  snapshot: id,
  time,
  previous,
  number,
  previousManifest,
  edition,
  internal,
  nonce,
}: Manifest): SnapshotMeta => ({
  ...{ id, time, previous, edition, internal, nonce },
  ...(number !== undefined && previousManifest !== undefined && { link: { number, previousManifest } }),
});

export function manifestOf(audit: Snapshot, meta: SnapshotMeta, files: Files): Manifest {
  const noGo = noGoZonesOf(audit);
  return {
    schemaVersion: 1,
    study: audit.study,
    snapshot: meta.id,
    time: meta.time,
    previous: meta.previous,
    ...meta.link,
    ...(meta.edition && { edition: meta.edition }),
    ...(meta.internal && { internal: meta.internal }),
    ...(meta.nonce && { nonce: meta.nonce }),
    title: audit.protocol.title,
    ...madeUpField(audit.protocol),
    ...postHocField(audit),
    verdict: audit.verdict.status,
    totals: audit.totals,
    leaders: audit.leaderboard.overall.rows
      .slice(0, MAX_LEADERS)
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
