import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../../cli/local-stack/emulator.ts';

const Bucket = 'exports';
const settings = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
const queue = { logicalId: 'Q', name: 'imports', arn: 'arn:aws:sqs:us-east-1:000000000000:imports' };
const plan = () => ({
  buckets: [
    { logicalId: 'E', name: Bucket, versioned: true, eventBridge: true },
    { logicalId: 'P', name: 'plain', versioned: false, eventBridge: false },
  ],
  queues: [{ ...queue, visibilitySeconds: 60, retentionSeconds: 3600 }],
  rules: [
    {
      logicalId: 'R',
      pattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { bucket: { name: [Bucket] }, object: { key: [{ prefix: 'exports/' }] } },
      },
      targetArns: [queue.arn],
    },
  ],
});

let emulator: Emulator;
let s3: S3Client;
let sqs: SQSClient;
beforeAll(async () => {
  emulator = await startEmulator(plan);
  s3 = new S3Client({ ...settings, endpoint: emulator.endpoint, maxAttempts: 1 });
  sqs = new SQSClient({ ...settings, endpoint: emulator.endpoint });
});
afterAll(async () => {
  s3.destroy();
  sqs.destroy();
  await emulator.close();
});

const put = (
  Key: string,
  Body: string | Buffer,
  condition: { IfNoneMatch?: string; IfMatch?: string } = {},
) => s3.send(new PutObjectCommand({ Bucket, Key, Body, ...condition }));
const status = (error: { $metadata?: { httpStatusCode?: number } }) => error.$metadata?.httpStatusCode;
const textOf = async (Key: string, more: object = {}) =>
  (await s3.send(new GetObjectCommand({ Bucket, Key, ...more }))).Body?.transformToString();

async function race(writers: (() => Promise<unknown>)[]): Promise<number[]> {
  const ends = await Promise.allSettled(writers.map((write) => write()));
  return ends.map((end) => (end.status === 'fulfilled' ? 200 : (status(end.reason) ?? 0)));
}

describe('among twenty concurrent writers', () => {
  test('exactly one succeeds with If-None-Match, and the object has the bytes of this writer', async () => {
    const codes = await race(
      Array.from({ length: 20 }, (_, at) => () => put('race/new', `writer ${at}`, { IfNoneMatch: '*' })),
    );
    expect(codes.toSorted()).toEqual([200, ...Array(19).fill(412)]);
    expect(await textOf('race/new')).toBe(`writer ${codes.indexOf(200)}`);
  });

  test('exactly one succeeds with If-Match on the same ETag', async () => {
    const { ETag } = await put('race/swap', 'before');
    const codes = await race(
      Array.from({ length: 20 }, (_, at) => () => put('race/swap', `writer ${at}`, { IfMatch: ETag ?? '' })),
    );
    expect(codes.toSorted()).toEqual([200, ...Array(19).fill(412)]);
    expect(await textOf('race/swap')).toBe(`writer ${codes.indexOf(200)}`);
  });
});

test('If-Match on a missing key gives 404, as in S3', async () => {
  await expect(put('nothing', 'x', { IfMatch: '"abc"' })).rejects.toMatchObject({ name: 'NoSuchKey' });
});

test('a refused write does not change the object', async () => {
  await put('kept', 'first');
  await expect(put('kept', 'second', { IfNoneMatch: '*' })).rejects.toMatchObject({
    name: 'PreconditionFailed',
  });
  expect(await textOf('kept')).toBe('first');
});

test('a single PUT accepts an empty object and an object of 20 MB', async () => {
  await put('empty', '');
  expect(await textOf('empty')).toBe('');
  const bytes = Buffer.alloc(20_000_000, 'primum');
  const { ETag } = await put('large', bytes);
  expect(ETag).toBe(`"${createHash('md5').update(bytes).digest('hex')}"`);
});

describe('in a versioned bucket', () => {
  test('a version id reads its exact bytes, even after the object was replaced', async () => {
    const first = await put('versions/a', 'first');
    const second = await put('versions/a', 'second');
    expect(first.VersionId).not.toBe(second.VersionId);
    expect(await textOf('versions/a', { VersionId: first.VersionId })).toBe('first');
    expect(await textOf('versions/a', { VersionId: first.VersionId, Range: 'bytes=1-2' })).toBe('ir');
    expect(await textOf('versions/a', { VersionId: second.VersionId })).toBe('second');
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'versions/a' }));
    expect(head.VersionId).toBe(second.VersionId);
  });

  test('an unknown version id is not found', async () => {
    await put('versions/b', 'x');
    await expect(textOf('versions/b', { VersionId: 'f'.repeat(32) })).rejects.toMatchObject({
      name: 'NoSuchKey',
    });
  });
});

describe('a listing', () => {
  const names = ['Z', 'a', 'B', '_', '-', 'ü', '<&>', 'b/1', 'b/2'];
  const sorted = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const page = (more: object) => s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'list/', ...more }));

  test('contains every key once, in byte order, for every page size', async () => {
    for (const name of names) await put(`list/${name}`, name);
    for (const MaxKeys of [1, 2, 4, 1000]) {
      const seen: string[] = [];
      let ContinuationToken: string | undefined;
      do {
        const { Contents = [], NextContinuationToken } = await page({ MaxKeys, ContinuationToken });
        seen.push(...Contents.map(({ Key = '' }) => Key.slice('list/'.length)));
        ContinuationToken = NextContinuationToken;
      } while (ContinuationToken);
      expect(seen).toEqual(sorted);
    }
  });

  test('groups keys by the delimiter', async () => {
    const { CommonPrefixes, Contents } = await page({ Delimiter: '/' });
    expect(CommonPrefixes).toEqual([{ Prefix: 'list/b/' }]);
    expect(Contents?.length).toBe(names.length - 2);
  });
});

describe('an object created under the prefix of the rule', () => {
  async function nextEvent() {
    const received = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: `${emulator.endpoint}/000000000000/imports`,
        WaitTimeSeconds: 1,
      }),
    );
    const body = received.Messages?.[0]?.Body;
    return body === undefined ? undefined : JSON.parse(body);
  }

  test('causes an event in the format of EventBridge, with its key not URL-encoded', async () => {
    const Key = 'exports/study/a b+ü%41.csv';
    const { VersionId } = await put(Key, 'hello');
    expect(await nextEvent()).toMatchObject({
      source: 'aws.s3',
      'detail-type': 'Object Created',
      detail: {
        bucket: { name: Bucket },
        object: { key: Key, size: 5, etag: '5d41402abc4b2a76b9719d911017c592', 'version-id': VersionId },
        reason: 'PutObject',
      },
    });
  });

  test('causes one event for a multipart upload, when the upload is complete', async () => {
    const Key = 'exports/study/parts.csv';
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const { ETag } = await s3.send(
      new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: 'part' }),
    );
    expect(await nextEvent()).toBeUndefined();
    const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
    await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload }));
    expect(await nextEvent()).toMatchObject({
      detail: { object: { key: Key, size: 4 }, reason: 'CompleteMultipartUpload' },
    });
  });

  test('causes the only events: other prefixes and other buckets cause none', async () => {
    await put('receipts/x', 'x');
    await s3.send(new PutObjectCommand({ Bucket: 'plain', Key: 'exports/x', Body: 'x' }));
    expect(await nextEvent()).toBeUndefined();
  });
});

test('a queue URL from the emulator can be used unchanged', async () => {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'imports' }));
  expect(QueueUrl).toBe(`${emulator.endpoint}/000000000000/imports`);
});

test('a requested port that is taken gives one error line with the port and the remedy', async () => {
  const blocker = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => blocker.once('listening', resolve));
  const { port } = blocker.address() as { port: number };
  await expect(startEmulator(plan, port)).rejects.toThrow(
    `Port ${port}, requested for the S3 and SQS emulator, is already in use on this machine: stop the program`,
  );
  blocker.close();
});
