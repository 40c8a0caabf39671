import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';

/** An object of a listing. */
export interface ListedObject {
  readonly key: string;
  /** When it was written, in ms since 1970. S3 gives whole seconds. */
  readonly writtenAt: number;
}

/** Lists objects with the time of their writing, so that only those of a time must be read. */
export async function* listedObjects(
  client: S3Client,
  bucket: string,
  prefix: string,
): AsyncGenerator<ListedObject> {
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix }))
    for (const { Key = '', LastModified } of Contents)
      yield { key: Key, writtenAt: LastModified?.getTime() ?? 0 };
}
