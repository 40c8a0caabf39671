import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { type Snapshot, snapshot } from '../../shared/contracts/snapshot.ts';
import type { AwsClients } from '../clients.ts';

const latestPointer = z.object({ snapshot: z.string() });

/** Copies a study's latest snapshot from the bucket to `<out>/snapshots/<study>/<snapshot id>/`. */
export async function fetchLatest(
  { s3 }: AwsClients,
  bucket: string,
  study: string,
  out: string,
): Promise<{ snapshot: Snapshot; files: string[] }> {
  const { snapshot: id } = latestPointer.parse(
    JSON.parse((await read(s3, bucket, `snapshots/${study}/latest.json`)).toString()),
  );
  const prefix = `snapshots/${study}/${id}/`;
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
  const files: string[] = [];
  for (const { Key } of Contents) {
    if (!Key) continue;
    const path = join(out, Key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, await read(s3, bucket, Key));
    files.push(path);
  }
  const audit = JSON.parse((await read(s3, bucket, `${prefix}snapshot.json`)).toString());
  return { snapshot: snapshot.parse(audit), files: files.filter((file) => !file.includes('/schemas/')) };
}

async function read(s3: S3Client, bucket: string, key: string): Promise<Buffer> {
  const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return Buffer.from((await object.Body?.transformToByteArray()) ?? []);
}
