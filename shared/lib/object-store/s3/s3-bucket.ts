import {
  GetObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { OwnError } from '../../own-error.ts';
import { retry } from '../../retry.ts';
import type { Bucket } from '../bucket.ts';
import { mediaTypeOf } from '../media-type.ts';

/** S3 answers 409 to a write while another write of the object is in progress. */
const CONFLICT = 409;
const RETRIES = {
  maxTries: 8,
  firstPause: 100,
  longestPause: 6400,
  isRetriable: (error: unknown) => statusOf(error) === CONFLICT,
};

/**
 * A bucket in S3. Listing needs `s3:ListBucket`. Without it, S3 answers 403 for a missing object.
 * @param cacheControl the `Cache-Control` header of a new object
 */
export function s3Bucket(client: S3Client, name: string, cacheControl?: (key: string) => string): Bucket {
  const caching = (key: string) => (cacheControl ? { CacheControl: cacheControl(key) } : {});
  return {
    async get(key) {
      try {
        const { Body, ETag } = await client.send(new GetObjectCommand({ Bucket: name, Key: key }));
        if (!Body || !ETag) throw new OwnError(`S3 answered without content or ETag for ${key}`);
        return { body: await Body.transformToByteArray(), etag: ETag };
      } catch (error) {
        if (statusOf(error) === 404) return null;
        throw error;
      }
    },

    async put(key, body, seen) {
      const condition = seen === null ? { IfNoneMatch: '*' } : { IfMatch: seen };
      const command = {
        Bucket: name,
        Key: key,
        Body: body,
        ContentType: mediaTypeOf(key),
        ...caching(key),
        ...condition,
      };
      try {
        await retry(() => client.send(new PutObjectCommand(command)), RETRIES);
        return true;
      } catch (error) {
        const status = statusOf(error);
        // With If-Match, 404 means that the object was deleted after it was read.
        if (status === 412 || (status === 404 && seen !== null)) return false;
        throw error;
      }
    },

    async *list(prefix) {
      const pages = paginateListObjectsV2({ client }, { Bucket: name, Prefix: prefix });
      for await (const { Contents = [] } of pages) for (const { Key } of Contents) if (Key) yield Key;
    },

    async *folders(prefix) {
      const pages = paginateListObjectsV2({ client }, { Bucket: name, Prefix: prefix, Delimiter: '/' });
      for await (const { CommonPrefixes = [] } of pages)
        for (const { Prefix } of CommonPrefixes) if (Prefix) yield Prefix.slice(prefix.length, -1);
    },
  };
}

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
