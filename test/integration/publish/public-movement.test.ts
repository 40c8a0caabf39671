import { afterAll, describe, expect, test, vi } from 'vitest';
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

/** The state of an earlier version or of other units: all of its digests differ from those of the same data. */
function changeDigests(bench: PublicBench): void {
  const state = bench.state();
  const other = (text: string) =>
    Buffer.from(Buffer.from(text, 'base64').map((byte) => byte ^ 0xff)).toString('base64');
  const figures = Object.fromEntries(
    Object.entries<string>(state.figures).map(([key, text]) => [key, other(text)]),
  );
  bench.objects.write(
    `snapshots/${STUDY}/public-state.json`,
    JSON.stringify({ ...state, basis: 'other units', figures }),
  );
}

describe('digests that cannot be compared with those of the last public edition', () => {
  const surgery = (bench: PublicBench) =>
    bench
      .edition()
      .audit.publicEdition!.withheld.filter(
        ({ specialty, subject }) => specialty === 'surgery' && subject === 'votes',
      );

  test('release no edition and move no figure before enough clinicians have changed it since', async () => {
    const bench = new PublicBench();
    await bench.vote(0, 30);
    expect(await bench.publish()).toBe('published');
    changeDigests(bench);
    bench.order({ release: { id: '6f8b8a2e-0f4c-4f3a-9f57-1d1a51a3c001', at: '2026-03-01T09:30:00Z' } });
    expect(await bench.publish()).toBe('too few clinicians differ');
    await bench.vote(30, 31, ['surgery']);
    expect(await bench.publish()).toBe('too few clinicians differ');
    await bench.vote(31, 36, ['cardiology']);
    expect(await bench.publish()).toBe('published');
    expect(surgery(bench)).not.toEqual([]);
    expect(new Set(surgery(bench).map(({ how }) => how))).toEqual(new Set(['held']));
    await bench.vote(36, 41, ['surgery']);
    expect(await bench.publish()).toBe('published');
    expect(surgery(bench)).toEqual([]);
  });
});
