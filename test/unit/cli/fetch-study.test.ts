import { beforeAll, expect, test } from 'vitest';
import { fetchStudy } from '../../../cli/commands/try/demo/fetch.ts';
import { INDEX } from '../../../shared/contracts/index.ts';
import { encodeText } from '../../../shared/lib/json.ts';
import { publishIndex } from '../../../shared/publication/index-page.ts';
import { fileKey, historyKey, latestKey } from '../../../shared/publication/keys.ts';
import { publish } from '../../../shared/publication/publish.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';
import { NO_OPERATIONS } from '../../support/sample-operations.ts';
import { sampleAudit } from '../../support/sample-study.ts';

/** Publishes a study in the same way as the publishing function. */
async function published(study: string, votes: number, at: string, objects = new MemoryObjectStore()) {
  const audit = sampleAudit({ study, votes });
  await publish(study, {
    objects,
    now: () => new Date(at),
    read: async () => ({
      digest: audit.inputs,
      audit: () => audit,
      evidence: { name: 'cells.jsonl.gz', body: encodeText('cells') },
      moving: 0,
      readStatus: async () => NO_OPERATIONS,
    }),
  });
  await publishIndex(objects);
  return objects;
}

/** Links of the index page to missing objects. */
const deadLinks = (objects: MemoryObjectStore): string[] =>
  [...objects.textOf(INDEX).matchAll(/href="(snapshots\/[^"]+)"/g)]
    .map(([, key]) => key!)
    .filter((key) => !objects.contents.has(key));

const idOf = (objects: MemoryObjectStore, study: string) =>
  (objects.jsonOf(latestKey(study)) as { snapshot: string }).snapshot;

let earlier: MemoryObjectStore;
let later: MemoryObjectStore;
beforeAll(async () => {
  earlier = await published('demo', 60, '2026-03-01T09:30:00Z');
  await published('demo', 70, '2026-03-01T09:45:00Z', earlier);
  later = await published('demo', 80, '2026-03-02T09:30:00Z');
});

test('a copy of a study has the same objects as its source bucket', async () => {
  const copy = new MemoryObjectStore();
  const { snapshot, keys } = await fetchStudy(earlier, 'demo', copy);
  expect([...copy.contents].sort()).toEqual([...earlier.contents].sort());
  expect(snapshot.totals.votes).toBe(70);
  expect(keys).toContain(fileKey('demo', idOf(earlier, 'demo'), 'report.html'));
  expect(keys.filter((key) => !copy.contents.has(key))).toEqual([]);
});

test('snapshots of an earlier run remain in the copy, but neither the pointers nor the index refer to them', async () => {
  const copy = earlier.copy();
  await fetchStudy(later, 'demo', copy);
  expect(idOf(copy, 'demo')).toBe(idOf(later, 'demo'));
  for (const key of [latestKey('demo'), historyKey('demo'), INDEX])
    expect(copy.textOf(key)).toBe(later.textOf(key));
  expect(copy.contents.has(fileKey('demo', idOf(earlier, 'demo'), 'report.html'))).toBe(true);
  expect(deadLinks(copy)).toEqual([]);
});

test('the index of the copy lists the other studies in the copy', async () => {
  const copy = await published('other', 60, '2026-03-01T09:30:00Z');
  await fetchStudy(later, 'demo', copy);
  for (const study of ['demo', 'other'])
    expect(copy.textOf(INDEX)).toContain(`href="${fileKey(study, idOf(copy, study), 'report.html')}"`);
  expect(deadLinks(copy)).toEqual([]);
});

test('the index of the bucket is copied if the copy contains an unreadable history', async () => {
  const copy = new MemoryObjectStore();
  copy.contents.set(historyKey('other'), encodeText('{"schemaVersion": 0}'));
  await fetchStudy(later, 'demo', copy);
  expect(copy.textOf(INDEX)).toBe(later.textOf(INDEX));
});

test('an interrupted copy never refers to a missing file', async () => {
  const whole = new MemoryObjectStore();
  await fetchStudy(later, 'demo', whole);
  for (let call = 1; call <= whole.calls; call += 1) {
    const copy = earlier.copy();
    copy.interrupt = (now) => {
      if (now === call) throw new Error('interrupted');
    };
    await fetchStudy(later, 'demo', copy).catch(() => {});
    copy.interrupt = () => {};
    expect(copy.contents.has(fileKey('demo', idOf(copy, 'demo'), 'manifest.json'))).toBe(true);
    expect(deadLinks(copy)).toEqual([]);
  }
});
