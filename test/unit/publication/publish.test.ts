import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { latest, manifest } from '../../../shared/contracts/manifest.ts';
import { signature } from '../../../shared/contracts/signature.ts';
import { encodeText } from '../../../shared/lib/json.ts';
import { publishIndex } from '../../../shared/publication/index-page.ts';
import { chainKey, fileKey, historyKey, latestKey } from '../../../shared/publication/keys.ts';
import { digest } from '../../../shared/publication/manifest.ts';
import { type PublishPorts, publish } from '../../../shared/publication/publish.ts';
import { isSignedBy, localSigner, SIGNATURE } from '../../../shared/publication/signature.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';
import { keyPair } from '../../support/sample-chain.ts';
import { NO_OPERATIONS } from '../../support/sample-operations.ts';
import { sampleAudit } from '../../support/sample-study.ts';

// The report is mocked, because charts are slow and these tests publish hundreds of snapshots.
vi.mock('../../../shared/publication/report/index.ts', () => ({ renderReport: async () => 'a report' }));
// Test files share this process. A module with the real report must not be loaded before, and one with the mock must
// not remain.
vi.hoisted(() => vi.resetModules());
afterAll(() => void vi.resetModules());

const STUDY = 'demo';
const FIRST = new Date('2026-03-01T09:30:00.123Z');
const LATER = new Date('2026-03-01T09:45:00Z');

const portsOf = (objects: MemoryObjectStore, votes: number, time: Date): PublishPorts => ({
  objects,
  now: () => time,
  read: async () => {
    const audit = sampleAudit({ votes });
    return {
      digest: audit.inputs,
      audit: () => audit,
      evidence: { name: 'cells.jsonl.gz', body: encodeText('cells') },
      moving: 0,
      readStatus: async () => NO_OPERATIONS,
    };
  },
});

const run = async (objects: MemoryObjectStore, votes: number, time = FIRST) => {
  const published = await publish(STUDY, portsOf(objects, votes, time));
  await publishIndex(objects);
  return published;
};

/** Reads a study from latest.json, as a reader does. Throws if a file is missing or different. */
function readerOf(objects: MemoryObjectStore): { id: string; votes: number } | null {
  if (!objects.contents.has(latestKey(STUDY))) return null;
  const found = latest.parse(objects.jsonOf(latestKey(STUDY)));
  const body = objects.contents.get(`snapshots/${STUDY}/${found.manifest.key}`)!;
  expect(digest(body)).toEqual({ bytes: found.manifest.bytes, sha256: found.manifest.sha256 });
  const listed = manifest.parse(objects.jsonOf(fileKey(STUDY, found.snapshot, 'manifest.json')));
  for (const { name, bytes, sha256 } of listed.files)
    expect(digest(objects.contents.get(fileKey(STUDY, found.snapshot, name))!)).toEqual({ bytes, sha256 });
  const audit = objects.jsonOf(fileKey(STUDY, found.snapshot, 'snapshot.json'));
  return { id: found.snapshot, votes: (audit as { totals: { votes: number } }).totals.votes };
}

const historyOf = (objects: MemoryObjectStore): string[] =>
  (objects.jsonOf(historyKey(STUDY)) as { snapshots: { snapshot: string }[] }).snapshots.map(
    (s) => s.snapshot,
  );

/** A bucket with one published snapshot of 100 votes. */
const published = new MemoryObjectStore();
let firstId: string;

beforeAll(async () => {
  firstId = (await run(published, 100)).id;
});

describe('a snapshot', () => {
  it('is named by its time and the digest of its inputs', () => {
    expect(firstId).toBe(`20260301T093000Z-${sampleAudit({ votes: 100 }).inputs.slice(0, 12)}`);
  });

  it('is complete: its manifest names every file with its hash, and the previous snapshot', async () => {
    const objects = published.copy();
    const { id } = await run(objects, 120, LATER);
    expect(readerOf(objects)).toEqual({ id, votes: 120 });
    const listed = manifest.parse(objects.jsonOf(fileKey(STUDY, id, 'manifest.json')));
    expect(listed.previous).toBe(firstId);
    const written = [...objects.contents.keys()].filter((key) => key.startsWith(fileKey(STUDY, id, '')));
    expect(listed.files.map(({ name }) => fileKey(STUDY, id, name)).sort()).toEqual(
      written.filter((key) => !key.endsWith('manifest.json')).sort(),
    );
  });

  it('is not published again if its inputs did not change', async () => {
    const objects = published.copy();
    expect(await run(objects, 100, LATER)).toEqual({ status: 'unchanged', id: firstId });
    expect(objects.contents).toEqual(published.contents);
  });

  it('lists in operations.json the changes since the previous snapshot, except in the first one', async () => {
    const objects = published.copy();
    const { id } = await run(objects, 130, LATER);
    expect(objects.jsonOf(fileKey(STUDY, firstId, 'operations.json'))).toMatchObject({ changes: null });
    expect(objects.jsonOf(fileKey(STUDY, id, 'operations.json'))).toMatchObject({
      changes: { since: firstId, totals: { votes: 30 } },
    });
  });

  it('is refused with an error if one of its files exists with other content', async () => {
    const objects = new MemoryObjectStore();
    objects.contents.set(fileKey(STUDY, firstId, 'leaderboard.csv'), Buffer.from('forged'));
    await expect(run(objects, 100)).rejects.toThrow(/leaderboard\.csv exists with content that differs/);
    expect(readerOf(objects)).toBeNull();
  });
});

describe('a publisher that dies', () => {
  it('leaves readers a complete snapshot at every step, and the next publisher finishes the work', async () => {
    const rehearsal = published.copy();
    await run(rehearsal, 120, LATER);
    expect(rehearsal.calls).toBeGreaterThan(20);

    for (let step = 1; step <= rehearsal.calls; step++) {
      const objects = published.copy();
      objects.interrupt = (call) => {
        if (call >= step) throw new Error('died');
      };
      await expect(run(objects, 120, LATER)).rejects.toThrow('died');
      objects.interrupt = () => {};
      expect([100, 120]).toContain(readerOf(objects)!.votes);

      const { id } = await run(objects, 120, new Date(LATER.getTime() + 60_000));
      expect(readerOf(objects)).toEqual({ id, votes: 120 });
      expect(historyOf(objects)).toEqual([firstId, id]);
      expect(chainOf(objects)).toEqual([id, firstId]);
      expect(foldersWithManifest(objects)).toEqual([firstId, id]);
      expect(objects.textOf('index.html')).toContain(id);
    }
  });

  it('leaves readers nothing or a complete snapshot of a new study', async () => {
    const rehearsal = new MemoryObjectStore();
    await run(rehearsal, 100);
    for (let step = 1; step <= rehearsal.calls; step++) {
      const objects = new MemoryObjectStore();
      objects.interrupt = (call) => {
        if (call >= step) throw new Error('died');
      };
      await expect(run(objects, 100)).rejects.toThrow('died');
      expect([undefined, 100]).toContain(readerOf(objects)?.votes);
    }
  });

  it('has no effect if only the responses to its writes were lost and the writes are retried', async () => {
    const objects = new MemoryObjectStore();
    const put = objects.put.bind(objects);
    objects.put = async (key, body, seen) => (await put(key, body, seen)) && put(key, body, seen);
    expect(await run(objects, 100)).toMatchObject({ status: 'published' });
    expect(readerOf(objects)).toMatchObject({ votes: 100 });
  });
});

/** The manifests of a study along its chain, newest first, as a reader follows them. Throws if a link is broken. */
function chainOf(objects: MemoryObjectStore): string[] {
  const found: string[] = [];
  let { snapshot, manifest: named, number } = latest.parse(objects.jsonOf(latestKey(STUDY)));
  let sha256: string | null = named.sha256;
  for (let id: string | null = snapshot; id !== null; ) {
    const body = objects.contents.get(fileKey(STUDY, id, 'manifest.json'))!;
    expect(digest(body).sha256).toBe(sha256);
    const listed = manifest.parse(JSON.parse(Buffer.from(body).toString()));
    expect(listed.number).toBe(number);
    expect(objects.contents.get(chainKey(STUDY, number!))).toEqual(body);
    found.push(id);
    [id, sha256, number] = [listed.previous, listed.previousManifest!, number! - 1];
  }
  expect([sha256, number]).toEqual([null, 0]);
  return found;
}

/** The folders of snapshots that have a manifest. */
const foldersWithManifest = (objects: MemoryObjectStore): string[] =>
  objects
    .keys(`snapshots/${STUDY}/2`)
    .filter((key) => key.endsWith('/manifest.json'))
    .map((key) => key.split('/')[2]!);

describe('the chain of a study', () => {
  it('links each manifest to the previous one by its hash and number, and the history names both', async () => {
    const objects = published.copy();
    const second = await run(objects, 120, LATER);
    const third = await run(objects, 130, new Date(LATER.getTime() + 60_000));
    expect(chainOf(objects)).toEqual([third.id, second.id, firstId]);
    for (const [at, { snapshot, number, manifest: hash }] of objects
      .jsonOf(historyKey(STUDY))
      .snapshots.entries()) {
      expect(number).toBe(at + 1);
      expect(hash).toBe(digest(objects.contents.get(fileKey(STUDY, snapshot, 'manifest.json'))!).sha256);
    }
  });

  it('begins after the snapshots of older code, and names the hash of the last of them', async () => {
    const objects = published.copy();
    const older = new MemoryObjectStore();
    for (const [key, body] of objects.contents) if (!key.includes('/chain/')) older.write(key, body);
    const { number: _, ...pointer } = older.jsonOf(latestKey(STUDY));
    older.write(latestKey(STUDY), JSON.stringify(pointer));
    const { id } = await run(older, 120, LATER);
    const first = manifest.parse(older.jsonOf(fileKey(STUDY, id, 'manifest.json')));
    expect(first).toMatchObject({ number: 1, previous: firstId, previousManifest: pointer.manifest.sha256 });
  });

  it('takes no number twice if older code published in between', async () => {
    const objects = published.copy();
    await run(objects, 120, LATER);
    const { number: _, ...pointer } = objects.jsonOf(latestKey(STUDY));
    const older = { ...pointer, manifest: { ...pointer.manifest, sha256: 'b'.repeat(64) } };
    objects.write(latestKey(STUDY), JSON.stringify(older));
    const { id } = await run(objects, 130, new Date(LATER.getTime() + 60_000));
    const listed = manifest.parse(objects.jsonOf(fileKey(STUDY, id, 'manifest.json')));
    expect(listed).toMatchObject({ number: 3, previousManifest: 'b'.repeat(64) });
  });

  it('is continued, and not forked, if the file latest.json was lost', async () => {
    const objects = published.copy();
    const second = await run(objects, 120, LATER);
    objects.contents.delete(latestKey(STUDY));
    const third = await run(objects, 130, new Date(LATER.getTime() + 60_000));
    expect(chainOf(objects)).toEqual([third.id, second.id, firstId]);
  });

  it('is not continued from a snapshot that does not belong to it, and the error names the file to restore', async () => {
    const objects = published.copy();
    const first = objects.jsonOf(latestKey(STUDY));
    await run(objects, 120, LATER);
    const forged = { ...first, manifest: { ...first.manifest, sha256: 'b'.repeat(64) } };
    objects.write(latestKey(STUDY), JSON.stringify(forged));
    await expect(run(objects, 130, new Date(LATER.getTime() + 60_000))).rejects.toThrow(
      /chain\/2\.json does not continue the snapshot in snapshots\/demo\/latest\.json/,
    );
  });

  it('has times that grow, although the clock of a second publisher is some seconds behind', async () => {
    const objects = published.copy();
    const { id } = await run(objects, 120, new Date(FIRST.getTime() - 5000));
    expect(id).toMatch(/^20260301T093001Z-/);
  });
});

describe('a signed snapshot', () => {
  const { pem, publicKey } = keyPair();
  const signing = (objects: MemoryObjectStore, votes: number, time: Date) =>
    publish(STUDY, { ...portsOf(objects, votes, time), sign: localSigner(pem) });
  const isSigned = (objects: MemoryObjectStore, id: string): boolean =>
    isSignedBy(
      publicKey,
      objects.contents.get(fileKey(STUDY, id, 'manifest.json'))!,
      signature.parse(objects.jsonOf(fileKey(STUDY, id, SIGNATURE))),
    );

  it('has its signature before readers find it, at every step of a publisher that dies', async () => {
    const rehearsal = published.copy();
    await signing(rehearsal, 120, LATER);
    for (let step = 1; step <= rehearsal.calls; step++) {
      const objects = published.copy();
      objects.interrupt = (call) => {
        if (call >= step) throw new Error('died');
      };
      await signing(objects, 120, LATER).catch(() => {});
      const { id } = readerOf(objects)!;
      if (id !== firstId) expect(isSigned(objects, id)).toBe(true);
      objects.interrupt = () => {};
      await signing(objects, 120, new Date(LATER.getTime() + 60_000));
      expect(isSigned(objects, readerOf(objects)!.id)).toBe(true);
    }
  });

  it('keeps the first of two signatures, because two signatures of the same bytes always differ', async () => {
    const objects = published.copy();
    const runs = await Promise.all([signing(objects, 120, LATER), signing(objects, 120, LATER)]);
    expect(runs.filter(({ status }) => status === 'published').length).toBeGreaterThan(0);
    expect(isSigned(objects, readerOf(objects)!.id)).toBe(true);
  });
});

describe('two publishers at once', () => {
  it('cannot replace a snapshot by one with older counters, even if the slower one read them first', async () => {
    const objects = published.copy();
    const slow = portsOf(objects, 110, LATER);
    const late = await publish(STUDY, {
      ...slow,
      read: async () => {
        const older = await slow.read();
        await run(objects, 120, LATER);
        return older;
      },
    });
    expect(late).toMatchObject({ status: 'superseded' });
    expect(readerOf(objects)).toMatchObject({ votes: 120 });
    expect(historyOf(objects)).toHaveLength(2);
  });

  it.each([
    ['with the same counters in the same second', [120, 120, 120, 120], [0, 0, 0, 0]],
    ['with the same counters', [120, 120, 120, 120], [0, 1, 2, 3]],
    ['with different counters in the same second', [110, 120, 130, 140], [0, 0, 0, 0]],
    ['with different counters', [110, 120, 110, 120], [0, 1, 2, 3]],
  ])('leave latest, history and index consistent, %s', async (_, votes, seconds) => {
    const objects = published.copy();
    const at = (second: number) => new Date(LATER.getTime() + 1000 * second);
    const runs = await Promise.all(votes.map((count, index) => run(objects, count, at(seconds[index]!))));
    const winners = new Set(runs.filter(({ status }) => status === 'published').map(({ id }) => id));
    expect(winners).toContain(readerOf(objects)!.id);
    expect(historyOf(objects).at(-1)).toBe(readerOf(objects)!.id);
    expect(new Set(historyOf(objects))).toEqual(new Set([firstId, ...winners]));
    expect(chainOf(objects).reverse()).toEqual(historyOf(objects));
    expect(new Set(foldersWithManifest(objects))).toEqual(new Set(historyOf(objects)));
    for (const id of winners) expect(objects.textOf('index.html')).toContain(id);
  });
});
