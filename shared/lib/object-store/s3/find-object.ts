import type { Readable } from 'node:stream';
import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { type FoundObject, type ObjectReference, ObjectReplaced } from '../object-store.ts';
import { folderOf, orAbsent, permitted } from './refusals.ts';
import { fromS3, orNull, retried, WrongAnswer } from './responses.ts';

/**
 * Number of bytes per request: small enough to hold in memory, and large enough to read a gigabyte in a few hundred
 * requests.
 */
const RANGE_BYTES = 4 * 1024 * 1024;

/** The HTTP status of an answer that is a part of the object. */
const PARTIAL_CONTENT = 206;

/**
 * Finds one version of an object. Null if it was deleted or replaced by another version.
 * @throws AccessRefused, also for a version that may be missing, because a listing does not show old versions
 */
export async function findObject(
  client: S3Client,
  bucket: string,
  { key, versionId, etag }: ObjectReference,
): Promise<FoundObject | null> {
  const condition = versionId ? { VersionId: versionId } : etag ? { IfMatch: quoted(etag) } : {};
  const read = async () =>
    fromS3(await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key, ...condition })));
  const head = await (versionId
    ? permitted(`to read ${folderOf(key)}`, () => orNull(read))
    : orAbsent({ client, bucket, key }, read));
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
    const last = Math.min(from + RANGE_BYTES, end) - 1;
    const read = async () => {
      const command = new GetObjectCommand({ ...version, Range: `bytes=${from}-${last}` });
      return readRange(fromS3(await client.send(command)), from, last);
    };
    const bytes = await permitted(`to read ${folderOf(version.Key)}`, () => orNull(() => retried(read)));
    if (!bytes) throw new ObjectReplaced('the object was replaced while it was read');
    yield bytes;
  }
}

/**
 * The bytes of an answer to a request for a range. A server may ignore the range and answer with the whole object,
 * which would be read as if it were the range.
 * @throws if the answer is not exactly the range
 */
async function readRange(
  { Body, ContentRange, $metadata }: GetObjectCommandOutput,
  first: number,
  last: number,
): Promise<Uint8Array> {
  const { httpStatusCode: status } = $metadata;
  const wrong = (found: string) =>
    new WrongAnswer(
      `the object store did not answer with bytes ${first} to ${last} of an object, but ${found}. It must support byte ranges`,
    );
  if (status !== PARTIAL_CONTENT || !ContentRange?.startsWith(`bytes ${first}-${last}/`)) {
    // The body may be the whole object, so it is not read.
    (Body as Readable | undefined)?.destroy();
    throw wrong(`with status ${status} and ${ContentRange === undefined ? 'no range' : 'another range'}`);
  }
  const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
  const length = last - first + 1;
  if (bytes.length !== length) throw wrong(`with ${bytes.length} bytes in place of ${length}`);
  return bytes;
}

const plain = (etag: string): string => etag.replaceAll('"', '');
const quoted = (etag: string): string => `"${plain(etag)}"`;
/** A bucket without versions reports the version "null". */
const known = (versionId: string | undefined): string | undefined =>
  versionId === 'null' ? undefined : versionId;
