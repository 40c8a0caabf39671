import { type Snapshot, snapshot } from '../contracts/snapshot.ts';
import { type Bucket, putOnce, type StoredObject, swap } from './bucket.ts';
import { changesBetween } from './changes.ts';
import { recordHistory } from './history.ts';
import { decodeJson, encodeJson } from './json.ts';
import { fileKey, latestKey, snapshotId, toSecond } from './keys.ts';
import { madeUpField } from './made-up.ts';
import { digest, type Files, type Latest, latest, MANIFEST, type SnapshotMeta } from './manifest.ts';
import type { Operations } from './operations.ts';
import { renderSnapshot } from './render.ts';

/** What publishing one study needs of the world. */
export interface PublishPorts {
  readonly bucket: Bucket;
  readonly now: () => Date;
  /** Reads what is to be audited. Called after the study's latest snapshot was looked up. */
  readonly read: () => Promise<Inputs>;
  /** What operations.json tells beside the comparison with the snapshot before. */
  readonly beside: (audit: Snapshot) => Promise<Beside>;
  /** Gets the stage that begins; the process may then be too busy to answer until the next one. */
  readonly onStage?: (stage: PublishStage) => void;
}

export type PublishStage = 'reading' | 'computing' | 'checking' | 'rendering' | 'writing';

/** What an audit is made from. */
export interface Inputs {
  /** SHA-256, in hex: equal inputs make equal audits. */
  readonly digest: string;
  readonly audit: () => Snapshot;
  /** The counters among them, as they are published. */
  readonly cells: Uint8Array;
  /** Groups of clinicians whose cells were not all seen at one moment. */
  readonly moving: number;
}

export type Beside = Pick<Operations, 'rejects' | 'imports' | 'integrity' | 'ledger'>;

export interface Published {
  /**
   * `published`: this snapshot is the latest now; `unchanged`: it would be the one that is there;
   * `superseded`: another publisher was faster. What is new here comes with the next run.
   */
  readonly status: 'published' | 'unchanged' | 'superseded';
  /** The snapshot made or, where unchanged, the one that is there. */
  readonly id: string;
}

/**
 * Audits a study and publishes the snapshot, if what it is made from changed.
 *
 * Readers begin at `latest.json` and find everything it leads to whole, at any time and whoever dies: the files of
 * a snapshot are written once, its manifest after them, and `latest.json` moves last. Its ETag is read before the
 * counters, so that a publisher with older counters cannot move it past one with newer ones.
 *
 * @throws where a file to be written exists with other content
 */
export async function publish(study: string, ports: PublishPorts): Promise<Published> {
  const { bucket, onStage = () => {} } = ports;
  onStage('reading');
  const seen = await bucket.get(latestKey(study));
  const before = seen && decodeJson(latest, seen.body);
  const inputs = await ports.read();
  if (before?.inputs === inputs.digest) {
    await recordHistory(bucket, study);
    return { status: 'unchanged', id: before.snapshot };
  }
  onStage('computing');
  const audit = inputs.audit();
  const time = toSecond(ports.now());
  const meta = { id: snapshotId(time, inputs.digest), time, previous: before?.snapshot ?? null };
  onStage('checking');
  const beside = await ports.beside(audit);
  const changes = await changesSince(bucket, audit, meta.previous);
  onStage('rendering');
  const operations: Operations = {
    schemaVersion: 1,
    study,
    snapshot: meta.id,
    time,
    ...madeUpField(audit.protocol),
    changes,
    cut: cutOf(inputs),
    ...beside,
  };
  const files = await renderSnapshot(audit, operations, meta, inputs.cells);
  onStage('writing');
  for (const [name, body] of files) await putOnce(bucket, fileKey(study, meta.id, name), body);
  if (!(await moveLatest(bucket, audit, meta, files, seen))) {
    return { status: 'superseded', id: meta.id };
  }
  await recordHistory(bucket, study);
  return { status: 'published', id: meta.id };
}

const cutOf = ({ moving }: Inputs): NonNullable<Operations['cut']> => ({
  status: moving === 0 ? 'consistent' : 'moving',
  groups: moving,
});

async function changesSince(bucket: Bucket, audit: Snapshot, previous: string | null) {
  if (previous === null) return null;
  const stored = await bucket.get(fileKey(audit.study, previous, 'snapshot.json'));
  // One that older code wrote may lack what is compared today.
  const read = stored && snapshot.safeParse(JSON.parse(new TextDecoder().decode(stored.body)));
  return read?.success ? changesBetween(read.data, audit, previous) : null;
}

function moveLatest(
  bucket: Bucket,
  audit: Snapshot,
  { id, time }: SnapshotMeta,
  files: Files,
  seen: StoredObject | null,
): Promise<boolean> {
  const next: Latest = {
    schemaVersion: 1,
    study: audit.study,
    snapshot: id,
    time,
    ...madeUpField(audit.protocol),
    verdict: audit.verdict.status,
    inputs: audit.inputs,
    manifest: { key: `${id}/${MANIFEST}`, ...digest(files.get(MANIFEST)!) },
  };
  return swap(bucket, latestKey(audit.study), encodeJson(latest, next), seen);
}
