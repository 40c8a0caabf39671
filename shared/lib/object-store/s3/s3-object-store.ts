import { Readable } from 'node:stream';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { OwnError } from '../../own-error.ts';
import { mediaTypeOf } from '../media-type.ts';
import type { ObjectStore } from '../object-store.ts';
import { findObject } from './find-object.ts';
import { folderOf, orAbsent, permitted } from './refusals.ts';
import { fromS3, retried, statusOf } from './responses.ts';

/** Maximum number of keys in one S3 delete request. */
const MAX_KEYS_PER_DELETE = 1000;

/**
 * The objects of a bucket in S3. A read of an object that may be missing needs `s3:ListBucket` for its key. Each
 * operation throws AccessRefused if S3 refuses it.
 * @param cacheControl the `Cache-Control` header of a new object
 */
export function s3ObjectStore(
  client: S3Client,
  bucket: string,
  cacheControl?: (key: string) => string,
): ObjectStore {
  const newObject = (key: string) => ({
    Bucket: bucket,
    Key: key,
    ContentType: mediaTypeOf(key),
    ...(cacheControl ? { CacheControl: cacheControl(key) } : {}),
  });
  const open = (key: string) =>
    orAbsent({ client, bucket, key }, async () => {
      const { Body, ETag } = fromS3(await client.send(new GetObjectCommand({ Bucket: bucket, Key: key })));
      if (!Body) throw new OwnError('S3 answered without content');
      return { Body, ETag };
    });
  async function* pages(query: ListObjectsV2CommandInput) {
    const all = paginateListObjectsV2({ client }, query);
    for (;;) {
      const { value, done } = await permitted(`to list ${folderOf(query.Prefix ?? '')}`, () => all.next());
      if (done) return;
      yield value;
    }
  }
  return {
    async get(key) {
      const opened = await open(key);
      return opened && { body: await opened.Body.transformToByteArray(), etag: opened.ETag };
    },

    async text(key, longest) {
      const opened = await open(key);
      if (!opened) return null;
      const parts: Buffer[] = [];
      let length = 0;
      for await (const part of opened.Body as Readable) {
        parts.push(part);
        length += part.length;
        if (length > longest) break; // Leaving the loop ends the transfer.
      }
      return Buffer.concat(parts).toString();
    },

    find: (reference) => findObject(client, bucket, reference),

    async put(key, body, seen) {
      const condition = seen === null ? { IfNoneMatch: '*' } : { IfMatch: seen };
      const command = { ...newObject(key), Body: body, ...condition };
      try {
        await permitted(`to write ${folderOf(key)}`, () =>
          retried(() => client.send(new PutObjectCommand(command))),
        );
        return true;
      } catch (error) {
        const status = statusOf(error);
        // With If-Match, 404 means that the object was deleted after it was read.
        if (status === 412 || (status === 404 && seen !== null)) return false;
        throw error;
      }
    },

    async upload(key, body) {
      const text = typeof body === 'string' ? { Body: body, ContentLength: Buffer.byteLength(body) } : null;
      await permitted(`to write ${folderOf(key)}`, async () => {
        if (text) await client.send(new PutObjectCommand({ ...newObject(key), ...text }));
        else
          await new Upload({
            client,
            params: { ...newObject(key), Body: Readable.from(body, { objectMode: false }) },
          }).done();
      });
    },

    async remove(keys) {
      for (let from = 0; from < keys.length; from += MAX_KEYS_PER_DELETE) {
        const Objects = keys.slice(from, from + MAX_KEYS_PER_DELETE).map((Key) => ({ Key }));
        await permitted(`to delete ${keys[from]}`, () =>
          client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } })),
        );
      }
    },

    async *list(prefix) {
      for await (const { Contents = [] } of pages({ Bucket: bucket, Prefix: prefix }))
        for (const { Key } of Contents) if (Key) yield Key;
    },

    async *folders(prefix) {
      const query = { Bucket: bucket, Prefix: prefix, Delimiter: '/' };
      for await (const { CommonPrefixes = [] } of pages(query))
        for (const { Prefix } of CommonPrefixes) if (Prefix) yield Prefix.slice(prefix.length, -1);
    },
  };
}
