import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** A bucket as seen by a reader with a plain SDK client. */
export interface PlainBucket {
  keys(prefix?: string): Promise<string[]>;
  bytes(key: string): Promise<Uint8Array>;
  text(key: string): Promise<string>;
  json(key: string): Promise<unknown>;
  put(key: string, body: string | Uint8Array): Promise<void>;
}

export function plainBucket(s3: S3Client, bucket: string): PlainBucket {
  const bytes = async (key: string) => {
    const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return (await object.Body?.transformToByteArray()) ?? new Uint8Array();
  };
  const text = async (key: string) => new TextDecoder().decode(await bytes(key));
  return {
    ...{ bytes, text },
    json: async (key) => JSON.parse(await text(key)) as unknown,
    async keys(prefix = '') {
      const keys: string[] = [];
      for (let token: string | undefined; ; ) {
        const page = await s3.send(
          new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
        );
        keys.push(...(page.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key])));
        token = page.NextContinuationToken;
        if (token === undefined) return keys;
      }
    },
    async put(key, body) {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
    },
  };
}
