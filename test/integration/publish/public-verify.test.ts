import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Files } from '../../../shared/publication/manifest.ts';
import { verifyStudy } from '../../../shared/publication/verify/index.ts';
import { PublicBench, STUDY } from '../../support/public-bench.ts';
import { studyFolder } from '../../support/sample-chain.ts';

// The report is mocked, because charts are slow and these tests publish many snapshots.
vi.mock('../../../shared/publication/report/index.ts', () => ({ renderReport: async () => 'a report' }));
vi.hoisted(() => vi.resetModules());
afterAll(() => void vi.resetModules());

let bench: PublicBench;
beforeEach(async () => {
  // The numbers of clinicians are rounded to five, which is below this limit.
  bench = new PublicBench({ public: true, suppressBelow: 7 });
  await bench.vote(0, 7, ['cardiology', 'surgery'], 'CH');
  await bench.vote(7, 30, ['cardiology', 'surgery'], 'KE');
  await bench.publish();
  await bench.vote(30, 40);
  await bench.publish();
});

const filesUnder = (folder: string): Files =>
  new Map(
    bench.objects.keys(folder).map((key) => [key.slice(folder.length), bench.objects.contents.get(key)!]),
  );
const verifyFolder = (files: Files) => verifyStudy(studyFolder(files, { ownName: STUDY }));

describe('verify finds no fault', () => {
  test('in two public editions of a study, and says that no figure was recomputed', async () => {
    const found = await verifyFolder(filesUnder(`public/${STUDY}/`));
    expect(bench.edition().audit.participation.countries).toContainEqual({ country: 'CH', clinicians: 5 });
    expect(found).toMatchObject({ faults: [], snapshots: 2, isRecomputed: false });
  });

  test('in the internal editions beside them', async () => {
    const found = await verifyFolder(filesUnder(`snapshots/${STUDY}/`));
    expect(found).toMatchObject({ faults: [], snapshots: 2, isRecomputed: true });
  });

  test('in the public edition after an erasure', async () => {
    await bench.erase(8);
    await bench.publish();
    const found = await verifyFolder(filesUnder(`public/${STUDY}/`));
    expect(found).toMatchObject({ faults: [], snapshots: 1 });
  });
});

test('verify finds the state of the publisher in a public folder', async () => {
  const state = bench.objects.contents.get(`snapshots/${STUDY}/public-state.json`)!;
  const files = new Map([...filesUnder(`public/${STUDY}/`), ['public-state.json', state]]);
  expect((await verifyFolder(files)).faults).toEqual([
    'public-state.json shows parts of single clinicians, and a public edition must not contain it: remove it',
  ]);
});
