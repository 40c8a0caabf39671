import { Readable } from 'node:stream';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { OwnError, retry } from '../../shared/lib/index.ts';
import { type FoundObject, ObjectReplaced, type Objects } from './objects.ts';

/**
 * Number of bytes per request: small enough to hold in memory, and large enough to read a gigabyte in a few hundred
 * requests.
 */
const RANGE_BYTES = 4 * 1024 * 1024;
/** Maximum number of keys in one S3 delete request. */
const MAX_KEYS_PER_DELETE = 1000;

export const s3Client = (): S3Client =>
  new S3Client({ maxAttempts: 4, requestHandler: { connectionTimeout: 1000, requestTimeout: 20_000 } });

/** A bucket in S3. The role needs permission to list it. Otherwise S3 answers 403 for a missing object. */
export function s3Objects(client: S3Client, bucket: string): Objects {
  return {
    async text(key, longest) {
      const found = await orNull(async () =>
        fromS3(key, await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))),
      );
      if (!found?.Body) return null;
      const parts: Buffer[] = [];
      let length = 0;
      for await (const part of found.Body as Readable) {
        parts.push(part);
        length += part.length;
        if (length > longest) break; // Leaving the loop ends the transfer.
      }
      return Buffer.concat(parts).toString();
    },

    async find({ key, versionId, etag }) {
      const condition = versionId ? { VersionId: versionId } : etag ? { IfMatch: quoted(etag) } : {};
      const head = await orNull(async () =>
        fromS3(key, await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key, ...condition }))),
      );
      if (!head) return null;
      if (!versionId && etag && plain(etag) !== plain(head.ETag)) return null;
      const found = { key, etag: head.ETag, versionId: versionId ?? known(head.VersionId) };
      const size = head.ContentLength ?? 0;
      const read = (start: number, end = size) => rangesOf(client, bucket, found, start, Math.min(end, size));
      const writtenAt = (head.LastModified ?? new Date(0)).toISOString();
      return {
        key,
        version: found.versionId ?? plain(head.ETag),
        writtenAt,
        source: { size, read },
      } satisfies FoundObject;
    },

    async create(key, body) {
      try {
        await retried(() =>
          client.send(new PutObjectCommand({ ...target(bucket, key), Body: body, IfNoneMatch: '*' })),
        );
        return true;
      } catch (error) {
        if (statusOf(error) === 412) return false;
        throw error;
      }
    },

    async put(key, body) {
      if (typeof body === 'string')
        await client.send(
          new PutObjectCommand({
            ...target(bucket, key),
            Body: body,
            ContentLength: Buffer.byteLength(body),
          }),
        );
      else
        await new Upload({
          client,
          params: { ...target(bucket, key), Body: Readable.from(body, { objectMode: false }) },
        }).done();
    },

    async *list(prefix) {
      for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix }))
        for (const { Key } of page.Contents ?? []) if (Key) yield Key;
    },

    async remove(keys) {
      for (let from = 0; from < keys.length; from += MAX_KEYS_PER_DELETE) {
        const Objects = keys.slice(from, from + MAX_KEYS_PER_DELETE).map((Key) => ({ Key }));
        await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }));
      }
    },
  };
}

const target = (bucket: string, key: string) => ({
  Bucket: bucket,
  Key: key,
  ContentType: key.endsWith('.jsonl') ? 'application/x-ndjson' : 'application/json',
});

/**
 * The bytes of an object in ranges, each requested on demand. An import pauses for minutes between reads, and S3
 * would cut off one long response.
 * @throws ObjectReplaced
 */
async function* rangesOf(
  client: S3Client,
  bucket: string,
  { key, etag, versionId }: { key: string; etag: string; versionId: string | undefined },
  start: number,
  end: number,
): AsyncGenerator<Uint8Array> {
  for (let from = start; from < end; from += RANGE_BYTES) {
    const Range = `bytes=${from}-${Math.min(from + RANGE_BYTES, end) - 1}`;
    const part = { Bucket: bucket, Key: key, Range, IfMatch: etag, VersionId: versionId };
    const bytes = await orNull(() =>
      retried(async () =>
        fromS3(key, await client.send(new GetObjectCommand(part))).Body?.transformToByteArray(),
      ),
    );
    if (!bytes) throw new ObjectReplaced(`${key} was replaced while it was read`);
    yield bytes;
  }
}

/** Retries after a conflict with another request (409) or a network failure. Other responses will not change. */
const retried = <T>(action: () => Promise<T>): Promise<T> =>
  retry(action, {
    maxTries: 4,
    firstPause: 200,
    longestPause: 800,
    isRetriable: (error) => {
      const status = statusOf(error);
      return status === undefined || status >= 500 || status === 409;
    },
  });

/**
 * S3's responses about an object have its ETag. A page from another server is not the object, and no evidence that
 * it is missing.
 */
function fromS3<T extends { readonly ETag?: string | undefined }>(
  key: string,
  answer: T,
): T & { ETag: string } {
  const { ETag } = answer;
  if (!ETag) throw new OwnError(`S3 answered without an ETag for ${key}`);
  return { ...answer, ETag };
}

async function orNull<T>(action: () => Promise<T>): Promise<T | null> {
  try {
    return await action();
  } catch (error) {
    const status = statusOf(error);
    if (status === 404 || status === 412) return null;
    throw error;
  }
}

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;

const plain = (etag: string): string => etag.replaceAll('"', '');
const quoted = (etag: string): string => `"${plain(etag)}"`;
/** A bucket without versions reports the version "null". */
const known = (versionId: string | undefined): string | undefined =>
  versionId === 'null' ? undefined : versionId;
