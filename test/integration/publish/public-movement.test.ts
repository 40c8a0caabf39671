import { afterAll, expect, test, vi } from 'vitest';
import { PublicBench, SECRET, STUDY } from '../../support/public-bench.ts';

// The report is mocked, because charts are slow and these tests publish many snapshots.
vi.mock('../../../shared/publication/report/index.ts', () => ({ renderReport: async () => 'a report' }));
vi.hoisted(() => vi.resetModules());
afterAll(() => void vi.resetModules());

const MODELS = ['aster', 'borage', 'clover', 'dill'] as const;

/** Four votes of a clinician. Few clinicians have the same four. */
const votesOf = (clinician: number) =>
  Array.from({ length: 4 }, (_, number) => {
    const drawn = Math.imul(clinician * 4 + number + 1, 0x9e3779b1) >>> 8;
    const first = drawn % MODELS.length;
    const second = (first + 1 + ((drawn >>> 4) % 3)) % MODELS.length;
    return {
      clinician,
      judgment: `question ${number}`,
      specialty: ['cardiology', 'surgery'][(drawn >>> 8) % 2]!,
      ...{ first: MODELS[first]!, second: MODELS[second]! },
      outcome: (['first', 'second', 'tie'] as const)[(drawn >>> 12) % 3]!,
    };
  });

async function record(
  bench: PublicBench,
  votes: readonly ReturnType<typeof votesOf>[number][],
): Promise<void> {
  const events = votes.map(({ clinician, ...vote }) => ({
    ...{ kind: 'vote' as const, study: STUDY, at: '2026-03-01T09:30:00Z', ...vote },
    clinician: SECRET.pseudonymOf(`clinician ${clinician}`),
  }));
  await bench.stores.record(await bench.open(), events, { source: 'queue', maxJudgments: 10, lookup: false });
}

test('the vote of one of many clinicians moves no public edition, although units are shared by several', async () => {
  const bench = new PublicBench();
  await record(bench, Array.from({ length: 1500 }, (_, clinician) => clinician).flatMap(votesOf));
  expect(await bench.publish()).toBe('published');
  await record(bench, [{ ...votesOf(7)[0]!, judgment: 'another question' }]);
  expect(await bench.publish()).toBe('too few clinicians differ');
});
