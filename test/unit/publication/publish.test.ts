import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { latest, manifest } from '../../../shared/contracts/manifest.ts';
import { encodeText } from '../../../shared/lib/json.ts';
import { publishIndex } from '../../../shared/publication/index-page.ts';
import { fileKey, historyKey, latestKey } from '../../../shared/publication/keys.ts';
import { digest } from '../../../shared/publication/manifest.ts';
import { type PublishPorts, publish } from '../../../shared/publication/publish.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';
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
    for (const id of winners) expect(objects.textOf('index.html')).toContain(id);
  });
});
