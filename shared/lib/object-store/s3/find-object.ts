import { GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type FoundObject, type ObjectReference, ObjectReplaced } from '../object-store.ts';
import { fromS3, orNull, retried } from './responses.ts';

/**
 * Number of bytes per request: small enough to hold in memory, and large enough to read a gigabyte in a few hundred
 * requests.
 */
const RANGE_BYTES = 4 * 1024 * 1024;

/** Finds one version of an object. Null if it was deleted or replaced by another version. */
export async function findObject(
  client: S3Client,
  bucket: string,
  { key, versionId, etag }: ObjectReference,
): Promise<FoundObject | null> {
  const condition = versionId ? { VersionId: versionId } : etag ? { IfMatch: quoted(etag) } : {};
  const head = await orNull(async () =>
    fromS3(await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key, ...condition }))),
  );
  if (!head) return null;
  if (!versionId && etag && plain(etag) !== plain(head.ETag)) return null;
  const foundVersion = versionId ?? known(head.VersionId);
  const version = { Bucket: bucket, Key: key, IfMatch: head.ETag, VersionId: foundVersion };
  const size = head.ContentLength ?? 0;
  return {
    key,
    version: foundVersion ?? plain(head.ETag),
    writtenAt: (head.LastModified ?? new Date(0)).toISOString(),
    source: { size, read: (start, end = size) => rangesOf(client, version, start, Math.min(end, size)) },
  };
}

interface Version {
  readonly Bucket: string;
  readonly Key: string;
  readonly IfMatch: string;
  readonly VersionId: string | undefined;
}

/**
 * The bytes of an object in ranges, each requested on demand. An import pauses for minutes between reads, and S3
 * would cut off one long response.
 * @throws ObjectReplaced
 */
async function* rangesOf(
  client: S3Client,
  version: Version,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array> {
  for (let from = start; from < end; from += RANGE_BYTES) {
    const Range = `bytes=${from}-${Math.min(from + RANGE_BYTES, end) - 1}`;
    const bytes = await orNull(() =>
      retried(async () => {
        const range = await client.send(new GetObjectCommand({ ...version, Range }));
        return fromS3(range).Body?.transformToByteArray();
      }),
    );
    if (!bytes) throw new ObjectReplaced('the object was replaced while it was read');
    yield bytes;
  }
}

const plain = (etag: string): string => etag.replaceAll('"', '');
const quoted = (etag: string): string => `"${plain(etag)}"`;
/** A bucket without versions reports the version "null". */
const known = (versionId: string | undefined): string | undefined =>
  versionId === 'null' ? undefined : versionId;
