import { latest, type Operations, type Snapshot, snapshot } from '../contracts/index.ts';
import { decodeJson } from '../lib/index.ts';
import { type ObjectWriter, putOnce } from '../lib/object-store/index.ts';
import { claimNumber, finish, finishClaimed, nextLink } from './chain.ts';
import { changesBetween } from './changes.ts';
import { recordHistory } from './history.ts';
import { fileKey, latestKey, snapshotId, timeAfter } from './keys.ts';
import { madeUpField } from './made-up.ts';
import { MANIFEST, type SnapshotMeta } from './manifest.ts';
import { type EvidenceFile, renderSnapshot } from './render.ts';
import type { ManifestSigner } from './signature.ts';

/** The ports for the publication of a study. */
export interface PublishPorts {
  readonly objects: ObjectWriter;
  readonly now: () => Date;
  /** Reads the inputs of the audit. It is called after the lookup of the study's latest snapshot. */
  readonly read: () => Promise<Inputs>;
  /** The edition that is published. Absent: internal. */
  readonly edition?: Pick<SnapshotMeta, 'edition' | 'internal' | 'nonce'>;
  /** Signs the manifest of each snapshot. If it is absent, snapshots have no signature. */
  readonly sign?: ManifestSigner | undefined;
  /** Receives each stage when it begins. The process may then be too busy to respond until the next stage. */
  readonly onStage?: (stage: PublishStage) => void;
}

export type PublishStage = 'reading' | 'computing' | 'checking' | 'rendering' | 'writing';

/** The inputs of an audit. */
export interface Inputs {
  /** SHA-256, in hex. Equal inputs give equal audits. */
  readonly digest: string;
  readonly audit: () => Snapshot;
  /** The evidence from which the audit is computed, in its published form. Null in a public edition without it. */
  readonly evidence: EvidenceFile | null;
  /** Number of groups of clinicians with evidence that may not be from one moment. */
  readonly moving: number;
  /** Returns the contents of operations.json, except the comparison with the previous snapshot. */
  readonly readStatus: (audit: Snapshot) => Promise<OperationalStatus>;
}

/** The parts of operations.json that do not come from the audit. */
export type OperationalStatus = Pick<Operations, 'rejects' | 'imports' | 'integrity' | 'ledger' | 'lock'>;

export interface Published {
  /**
   * `published`: this snapshot is now the latest. `unchanged`: the latest snapshot has the same inputs. `superseded`:
   * another publisher was faster, and the next run publishes the new data.
   */
  readonly status: 'published' | 'unchanged' | 'superseded';
  /** The id of the new snapshot, or of the existing snapshot if nothing changed. */
  readonly id: string;
}

/**
 * Audits a study and publishes a snapshot if an input changed.
 *
 * Readers start at `latest.json` and always find all files that it refers to, even if a publisher crashes. The files of
 * a snapshot are written once, then its number is claimed, its manifest is written, and `latest.json` moves last. If a
 * publisher crashes after the claim, the next one finishes the snapshot. The ETag of `latest.json` is read before
 * the counters. A publisher with older counters therefore cannot replace a snapshot with newer ones.
 *
 * @see docs/decisions/0125-manifests-form-a-chain.md
 * @throws if a file exists with other content
 */
export async function publish(study: string, ports: PublishPorts): Promise<Published> {
  const { objects, onStage = () => {} } = ports;
  onStage('reading');
  const seen = await objects.get(latestKey(study));
  const before = seen && decodeJson(latest, seen.body);
  const inputs = await ports.read();
  if (before?.inputs === inputs.digest) {
    await recordHistory(objects, study);
    return { status: 'unchanged', id: before.snapshot };
  }
  const link = await nextLink(objects, study, before);
  const time = timeAfter(before?.time ?? null, ports.now());
  const id = snapshotId(time, inputs.digest);
  const meta = { ...ports.edition, id, time, previous: before?.snapshot ?? null, link };
  const claimed = await finishClaimed(ports, study, link);
  if (claimed === 'finished') return publish(study, ports);
  if (claimed === 'overtaken') return { status: 'superseded', id: meta.id };
  onStage('computing');
  const audit = inputs.audit();
  onStage('checking');
  const status = await inputs.readStatus(audit);
  const changes = await changesSince(objects, audit, meta.previous);
  onStage('rendering');
  const operations: Operations = {
    schemaVersion: 1,
    study,
    snapshot: meta.id,
    time,
    ...madeUpField(audit.protocol),
    changes,
    cut: cutOf(inputs),
    ...status,
  };
  const files = await renderSnapshot(audit, operations, meta, inputs.evidence);
  onStage('writing');
  for (const [name, body] of files)
    if (name !== MANIFEST) await putOnce(objects, fileKey(study, meta.id, name), body);
  const own = files.get(MANIFEST)!;
  const winner = await claimNumber(objects, study, link, own);
  const moved = await finish(ports, winner, seen);
  if (!moved || Buffer.compare(winner, own) !== 0) return { status: 'superseded', id: meta.id };
  await recordHistory(objects, study);
  return { status: 'published', id: meta.id };
}

const cutOf = ({ moving }: Inputs): NonNullable<Operations['cut']> => ({
  status: moving === 0 ? 'consistent' : 'moving',
  groups: moving,
});

async function changesSince(objects: ObjectWriter, audit: Snapshot, previous: string | null) {
  if (previous === null) return null;
  const stored = await objects.get(fileKey(audit.study, previous, 'snapshot.json'));
  // A snapshot that older code wrote may lack fields that the comparison needs.
  const read = stored && snapshot.safeParse(JSON.parse(new TextDecoder().decode(stored.body)));
  return read?.success ? changesBetween(read.data, audit, previous) : null;
}
