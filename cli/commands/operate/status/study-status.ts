import type { S3Client } from '@aws-sdk/client-s3';
import {
  type Integrity,
  type IntegrityCheck,
  integrityCheck,
  integrityCheckKey,
  type Latest,
  latest,
  operations,
  type Receipt,
  receipt,
  receiptsFolder,
  SNAPSHOTS,
} from '../../../../shared/contracts/index.ts';
import { registeredStudies } from '../../../../shared/events/protocols/index.ts';
import { byCodeUnit } from '../../../../shared/lib/index.ts';
import { s3ObjectStore } from '../../../../shared/lib/object-store/s3/index.ts';
import { madeUpField, readIfValid, snapshotKeys } from '../../../../shared/publication/index.ts';
import type { Outputs } from '../../../deployment/deployment.ts';
import { type ListedObject, listedObjects } from '../../../deployment/listed-objects.ts';

export interface StudyStatus {
  readonly study: string;
  readonly snapshot: Pick<Latest, 'snapshot' | 'time' | 'verdict' | 'madeUp' | 'postHoc'> | null;
  readonly lastImport: Pick<
    Receipt,
    'object' | 'status' | 'rows' | 'duplicate' | 'stale' | 'conflict' | 'rejected' | 'finishedAt' | 'message'
  > | null;
  /** Results of the counter checks by the last snapshot and by the last daily check. */
  readonly integrity: {
    readonly atSnapshot: Integrity['status'] | null;
    readonly daily: IntegrityCheck | null;
  };
  /** Number of clinicians whose erasure was interrupted or is running. Null if the table did not answer. */
  readonly unfinishedErasures: number | null;
}

/** The status of every study that is registered or has a snapshot, sorted by name. */
export async function studyStatuses(
  s3: S3Client,
  outputs: Outputs,
  countErasures: (study: string) => Promise<number | null>,
): Promise<StudyStatus[]> {
  const exports = s3ObjectStore(s3, outputs.ExportsBucketName);
  const snapshots = s3ObjectStore(s3, outputs.SnapshotsBucketName);
  const names = new Set([
    ...(await registeredStudies(exports)),
    ...(await Array.fromAsync(snapshots.folders(SNAPSHOTS))),
  ]);
  const statuses: StudyStatus[] = [];
  for (const study of [...names].sort(byCodeUnit)) {
    const newest = await readIfValid(snapshots, snapshotKeys.latestKey(study), latest);
    const publication =
      newest &&
      (await readIfValid(
        snapshots,
        snapshotKeys.fileKey(study, newest.snapshot, 'operations.json'),
        operations,
      ));
    const receiptKey = await newestReceipt(s3, outputs.ExportsBucketName, study);
    statuses.push({
      study,
      snapshot: newest && {
        snapshot: newest.snapshot,
        time: newest.time,
        verdict: newest.verdict,
        ...madeUpField(newest),
        ...(newest.postHoc !== undefined && { postHoc: newest.postHoc }),
      },
      lastImport: receiptKey === null ? null : await readIfValid(exports, receiptKey, receipt),
      integrity: {
        atSnapshot: publication?.integrity.status ?? null,
        daily: await readIfValid(exports, integrityCheckKey(study), integrityCheck),
      },
      unfinishedErasures: await countErasures(study),
    });
  }
  return statuses;
}

/** The key of the newest receipt. The listing contains the times, so no receipt has to be read. */
async function newestReceipt(s3: S3Client, bucket: string, study: string): Promise<string | null> {
  let newest: ListedObject | null = null;
  for await (const object of listedObjects(s3, bucket, receiptsFolder(study)))
    if (object.key.endsWith('/receipt.json') && (newest === null || object.writtenAt >= newest.writtenAt))
      newest = object;
  return newest?.key ?? null;
}
