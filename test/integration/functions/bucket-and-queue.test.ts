import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../../cli/local-stack/emulator.ts';
import { sqsMessages } from '../../../functions/support/messages.ts';
import { encodeText } from '../../../shared/lib/json.ts';
import { s3ObjectStore } from '../../../shared/lib/object-store/s3/s3-object-store.ts';

const QUEUE = 'waiting';
const client = () => ({
  endpoint: emulator.endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});

let emulator: Emulator;
let s3: S3Client;
let sqs: SQSClient;

beforeAll(async () => {
  emulator = await startEmulator(() => ({
    buckets: [{ logicalId: 'Exports', name: 'exports', versioned: true, eventBridge: false }],
    queues: [
      {
        logicalId: 'Waiting',
        name: QUEUE,
        arn: `arn:aws:sqs:us-east-1:000000000000:${QUEUE}`,
        visibilitySeconds: 3600,
        retentionSeconds: 600,
      },
    ],
    rules: [],
  }));
  s3 = new S3Client({ ...client(), forcePathStyle: true });
  sqs = new SQSClient(client());
});

afterAll(async () => {
  s3.destroy();
  sqs.destroy();
  await emulator.close();
});

const exports = () => s3ObjectStore(s3, 'exports');
const put = (Key: string, Body: string | Uint8Array) =>
  s3.send(new PutObjectCommand({ Bucket: 'exports', Key, Body }));

test('the object store reads the text of an object, or its beginning, or null', async () => {
  await put('protocols/moove.json', 'x'.repeat(200_000));
  expect(await exports().text('protocols/moove.json', 1_000_000)).toHaveLength(200_000);
  expect((await exports().text('protocols/moove.json', 1000))?.length).toBeGreaterThan(1000);
  expect(await exports().text('protocols/none.json', 1000)).toBeNull();
  await put('protocols/empty.json', '');
  expect(await exports().text('protocols/empty.json', 1000)).toBe('');
});

test('a page from another server than S3 is not an object, and no evidence that an object is missing', async () => {
  const proxy = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>It works!');
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  const endpoint = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const misled = new S3Client({ ...client(), endpoint, forcePathStyle: true });
  const answered = s3ObjectStore(misled, 'exports');
  await expect(answered.text('exports/moove/a.csv.mapping.json', 1000)).rejects.toThrow('without an ETag');
  await expect(answered.find({ key: 'exports/moove/a.csv' })).rejects.toThrow('without an ETag');
  misled.destroy();
  proxy.close();
});

test('an object of several ranges is streamed unchanged in its version', async () => {
  const content = Buffer.from(Array.from({ length: 9 * 1024 * 1024 }, (_, index) => (index * 7919) % 251));
  const before = Date.now();
  await put('exports/moove/large.csv', content);
  const found = (await exports().find({ key: 'exports/moove/large.csv' }))!;
  expect(found.version).toMatch(/^[\w-]+$/);
  // S3 gives times in whole seconds.
  expect(Date.parse(found.writtenAt)).toBeGreaterThan(before - 1000);
  expect(Date.parse(found.writtenAt)).toBeLessThanOrEqual(Date.now());
  const parts = await Array.fromAsync(found.source.read(0));
  expect(parts.length).toBeGreaterThan(1);
  expect(Buffer.concat(parts).equals(content)).toBe(true);
});

test('a replaced object is read in the announced version', async () => {
  const key = 'exports/moove/replaced.csv';
  const old = await put(key, 'old');
  const replaced = await put(key, 'new');
  const text = async (reference: { versionId?: string; etag?: string }) => {
    const found = await exports().find({ key, ...reference });
    return found && Buffer.concat(await Array.fromAsync(found.source.read(0))).toString();
  };
  expect(await text({ versionId: old.VersionId! })).toBe('old');
  expect(await text({ versionId: replaced.VersionId! })).toBe('new');
  expect(await text({ etag: replaced.ETag!.replaceAll('"', '') })).toBe('new');
  expect(await text({ etag: old.ETag! })).toBeNull();
});

test('a missing or empty object has nothing to stream', async () => {
  expect(await exports().find({ key: 'exports/moove/none.csv' })).toBeNull();
  await put('exports/moove/empty.csv', '');
  const found = (await exports().find({ key: 'exports/moove/empty.csv' }))!;
  for await (const _ of found.source.read(0)) throw new Error('an empty object was streamed');
});

/** Writes to a server that answers with these statuses, one after another. Returns the result and the open answers. */
async function writing(...statuses: number[]) {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => response.writeHead(statuses.shift() ?? 500, { etag: '"e"' }).end());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const impatient = new S3Client({ ...client(), endpoint, forcePathStyle: true, maxAttempts: 1 });
  const written = await s3ObjectStore(impatient, 'exports')
    .put('a.json', encodeText('a'), null)
    .catch((error: Error) => error.name);
  impatient.destroy();
  server.close();
  return [written, statuses];
}

test('a write is sent again after a conflict and after a failure of S3, but not after a refusal', async () => {
  expect(await writing(409, 409, 503, 200)).toEqual([true, []]);
  expect(await writing(412, 200)).toEqual([false, [200]]);
  expect(await writing(403, 200)).toEqual(['AccessRefused', [200]]);
});

test('an object is created only once', async () => {
  const created = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      exports().put('rejects/moove/a.json', encodeText(String(index)), null),
    ),
  );
  expect(created.filter(Boolean)).toHaveLength(1);
});

test('objects of unknown length are written, listed and removed', async () => {
  async function* parts() {
    for (let index = 0; index < 100; index += 1) yield `${'x'.repeat(100_000)}\n`;
  }
  await exports().upload('receipts/moove/a/rejects.jsonl', parts());
  await exports().upload('receipts/moove/a/parts/1', 'one');
  await exports().upload('receipts/moove/a/parts/2', '');
  expect(await exports().text('receipts/moove/a/rejects.jsonl', 1e9)).toHaveLength(10_000_100);
  const keys: string[] = [];
  for await (const key of exports().list('receipts/moove/a/parts/')) keys.push(key);
  expect(keys).toEqual(['receipts/moove/a/parts/1', 'receipts/moove/a/parts/2']);
  await exports().remove(keys);
  for await (const key of exports().list('receipts/moove/a/parts/'))
    throw new Error(`${key} was not removed`);
  await exports().remove([]);
});

test('any number of messages can be sent, hidden and removed, even more than ten together', async () => {
  const url = `${emulator.endpoint}/000000000000/${QUEUE}`;
  const queue = sqsMessages(sqs, url);
  for (let index = 0; index < 12; index += 1) await queue.send(String(index));
  const receive = async () => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    return Messages.map(({ ReceiptHandle }) => ReceiptHandle!);
  };
  const first = [...(await receive()), ...(await receive())];
  expect(first).toHaveLength(12);
  expect(await emulator.depths()).toMatchObject([{ name: QUEUE, ready: 0, inFlight: 12 }]);
  await queue.hide(first.map((handle) => ({ handle, seconds: 0 })));
  expect(await emulator.depths()).toMatchObject([{ name: QUEUE, ready: 12, inFlight: 0 }]);
  const handles = [...(await receive()), ...(await receive())];
  await queue.remove(handles);
  expect(await emulator.depths()).toMatchObject([{ name: QUEUE, ready: 0, inFlight: 0 }]);
});
