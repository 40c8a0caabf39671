import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEmulator } from '../../../cli/local-stack/emulator.ts';
import { putOnce, update } from '../../../shared/lib/object-store/conditional-writes.ts';
import { directoryObjectStore } from '../../../shared/lib/object-store/directory-object-store.ts';
import type { ObjectWriter } from '../../../shared/lib/object-store/object-store.ts';
import { s3ObjectStore } from '../../../shared/lib/object-store/s3/s3-object-store.ts';
import { cacheControl } from '../../../shared/publication/keys.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';

type Start = () => Promise<{ objects: ObjectWriter; stop: () => Promise<void> }>;

const inMemory: Start = async () => ({ objects: new MemoryObjectStore(), stop: async () => {} });

const inDirectory: Start = async () => {
  const root = await mkdtemp(join(tmpdir(), 'primum-objects-'));
  return {
    objects: directoryObjectStore(join(root, 'made', 'when', 'needed')),
    stop: () => rm(root, { recursive: true, force: true }),
  };
};

const inS3: Start = async () => {
  const description = {
    name: 'snapshots',
    arn: 'arn:aws:s3:::snapshots',
    versioned: true,
    eventBridge: false,
  };
  const emulator = await startEmulator(() => ({ buckets: [description], queues: [], rules: [] }) as never);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new S3Client({
    endpoint: emulator.endpoint,
    region: 'us-east-1',
    credentials,
    forcePathStyle: true,
  });
  return {
    objects: s3ObjectStore(client, 'snapshots', cacheControl),
    stop: async () => {
      client.destroy();
      await emulator.close();
    },
  };
};

const bytes = (text: string) => new TextEncoder().encode(text);
const all = async (keys: AsyncIterable<string>): Promise<string[]> => {
  const found: string[] = [];
  for await (const key of keys) found.push(key);
  return found;
};

describe.each([
  ['in memory', inMemory],
  ['in a directory', inDirectory],
  ['in S3', inS3],
])('an object store %s', (_, start) => {
  let objects: ObjectWriter;
  let stop: () => Promise<void>;
  let tests = 0;
  let folder: string;
  beforeAll(async () => {
    ({ objects, stop } = await start());
  });
  afterAll(() => stop());
  beforeEach(() => {
    folder = `snapshots/study-${++tests}/`;
  });
  const text = async (key: string) => {
    const stored = await objects.get(key);
    return stored && Buffer.from(stored.body).toString();
  };

  it('has no object before the first write', async () => {
    expect(await objects.get(`${folder}latest.json`)).toBeNull();
    expect(await all(objects.list(folder))).toEqual([]);
    expect(await all(objects.folders(folder))).toEqual([]);
  });

  it('creates an object only once', async () => {
    expect(await objects.put(`${folder}a.json`, bytes('one'), null)).toBe(true);
    expect(await objects.put(`${folder}a.json`, bytes('two'), null)).toBe(false);
    expect(await text(`${folder}a.json`)).toBe('one');
  });

  it('replaces an object only for a writer that has read its current version', async () => {
    const key = `${folder}latest.json`;
    await objects.put(key, bytes('one'), null);
    const seen = (await objects.get(key))!;
    expect(await objects.put(key, bytes('two'), seen.etag)).toBe(true);
    expect(await objects.put(key, bytes('three'), seen.etag)).toBe(false);
    expect(await text(key)).toBe('two');
  });

  it('does not replace an object that was deleted', async () => {
    await objects.put(`${folder}a.json`, bytes('one'), null);
    const { etag } = (await objects.get(`${folder}a.json`))!;
    expect(await objects.put(`${folder}b.json`, bytes('two'), etag)).toBe(false);
    expect(await text(`${folder}b.json`)).toBeNull();
  });

  it('accepts the write of exactly one of twenty concurrent writers', async () => {
    const writers = Array.from({ length: 20 }, (_, index) => bytes(`writer ${index}`));
    const won = await Promise.all(writers.map((body) => objects.put(`${folder}latest.json`, body, null)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await text(`${folder}latest.json`)).toBe(`writer ${won.indexOf(true)}`);
  });

  it('lists the keys and the folders under a prefix', async () => {
    for (const key of ['b/2.json', 'a/1.json', 'a/deep/3.json', 'top.json'])
      await objects.put(folder + key, bytes(key), null);
    const keys = ['a/1.json', 'a/deep/3.json', 'b/2.json', 'top.json'].map((key) => folder + key);
    expect((await all(objects.list(folder))).sort()).toEqual(keys);
    expect(await all(objects.list(`${folder}a/`))).toHaveLength(2);
    expect((await all(objects.folders(folder))).sort()).toEqual(['a', 'b']);
  });

  it('stores megabytes without changes', async () => {
    const body = new Uint8Array(12 * 1024 * 1024).map((_, index) => index * 31);
    await putOnce(objects, `${folder}large.json`, body);
    await putOnce(objects, `${folder}large.json`, body);
    expect(Buffer.compare((await objects.get(`${folder}large.json`))!.body, body)).toBe(0);
    await expect(putOnce(objects, `${folder}large.json`, bytes('other'))).rejects.toThrow(
      /content that differs/,
    );
  });
});

describe('an object with many concurrent updates', () => {
  it.each([
    ['in memory', inMemory],
    ['in S3', inS3],
  ])('loses no update %s', async (_, start) => {
    const { objects, stop } = await start();
    try {
      const add = (line: string) =>
        update(objects, 'index.html', async (current) => {
          const before = current ? Buffer.from(current).toString() : '';
          return bytes(before.includes(line) ? before : `${before}${line}\n`);
        });
      const lines = ['one', 'two', 'three', 'four', 'five'];
      await Promise.all([...lines, ...lines].map(add));
      const stored = Buffer.from((await objects.get('index.html'))!.body).toString();
      expect(stored.trim().split('\n').sort()).toEqual([...lines].sort());
    } finally {
      await stop();
    }
  });

  it('causes an error if other writers are always faster', async () => {
    const objects = new MemoryObjectStore();
    let others = 0;
    const beaten = async () => {
      objects.contents.set('index.html', bytes(`other ${++others}`));
      return bytes('mine');
    };
    await expect(update(objects, 'index.html', beaten, async () => {})).rejects.toThrow(
      /Other publishers changed index.html/,
    );
  });
});
