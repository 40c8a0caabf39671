import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { PublicBench, SECRET, STUDY } from '../../support/public-bench.ts';

// The report is mocked, because charts are slow and these tests publish many snapshots.
vi.mock('../../../shared/publication/report/index.ts', () => ({ renderReport: async () => 'a report' }));
vi.hoisted(() => vi.resetModules());
afterAll(() => void vi.resetModules());

let bench: PublicBench;
beforeEach(() => {
  bench = new PublicBench();
});

const UNSAFE = { accuracy: -2, harmlessness: -2, alignment_with_guidelines: -2 } as const;

/** Judgments of one clinician, all of whose answers by this model fail. */
const unsafeVotes = (clinician: number, model = 'aster') =>
  bench.record(
    Array.from({ length: 12 }, (_, number) => ({
      ...{ kind: 'vote', study: STUDY, judgment: `own ${model} ${number}`, at: '2026-03-01T09:30:00Z' },
      ...{ clinician: SECRET.pseudonymOf(`clinician ${clinician}`), specialty: 'cardiology' },
      ...{ first: model, second: 'borage', outcome: 'first', scores: { [model]: UNSAFE } },
    })),
  );

const RENAMED = { public: true, aliases: { models: { Aster: ['aster', 'ASTER'] } } };
const order = (id: number) =>
  bench.order({ release: { id: `6f8b8a2e-0f4c-4f3a-9f57-1d1a51a3c00${id}`, at: '2026-03-01T09:30:00Z' } });

const rowsOf = (model: string) => {
  const { failureRates, leaderboard } = bench.edition().audit;
  return {
    failures: failureRates
      .filter((row) => row.model === model && row.criterion === 'accuracy' && row.level === 'failure')
      .map(({ specialty, n, failures }) => ({ specialty, n, failures })),
    votes: leaderboard.overall.rows.filter((row) => row.model === model).map(({ votes }) => votes),
  };
};

describe('a change of the aliases', () => {
  test('alone appears by an order, with the same figures under the new name', async () => {
    await bench.vote(0, 30);
    expect(await bench.publish()).toBe('published');
    const before = rowsOf('aster');
    bench.settings = RENAMED;
    expect(await bench.publish()).toBe('too few clinicians differ');
    order(1);
    expect(await bench.publish()).toBe('published');
    expect(before.failures).toHaveLength(3);
    expect(rowsOf('Aster')).toEqual(before);
    expect(bench.edition().audit.publicEdition!.withheld).toEqual([]);
  });

  test('releases no judgments of one clinician', async () => {
    await bench.vote(0, 30);
    await bench.publish();
    await unsafeVotes(3);
    bench.settings = RENAMED;
    expect(await bench.publish()).toBe('too few clinicians differ');
    order(1);
    expect(await bench.publish()).toBe('too few clinicians differ');
  });

  test('hides the figures that one of many clinicians changed, until enough others have', async () => {
    await bench.vote(0, 30);
    await bench.publish();
    const before = rowsOf('aster');
    await unsafeVotes(3);
    await bench.vote(30, 36, ['surgery']);
    bench.settings = RENAMED;
    expect(await bench.publish()).toBe('published');
    const shown = rowsOf('Aster').failures;
    expect(shown.filter(({ specialty }) => specialty === 'cardiology')).toEqual([]);
    expect(before.failures).toContainEqual({ specialty: 'cardiology', n: 30, failures: 0 });
    await bench.vote(36, 42);
    expect(await bench.publish()).toBe('published');
    expect(rowsOf('Aster').failures.map(({ specialty }) => specialty)).toContain('cardiology');
  });

  test('adds no judgments of few clinicians to a shown figure, nor to a sum of shown ones', async () => {
    await bench.vote(0, 30);
    await unsafeVotes(3, 'ASTER');
    await bench.record(
      Array.from({ length: 8 }, (_, clinician) => ({
        ...{ kind: 'rating', study: STUDY, judgment: 'dill', at: '2026-03-01T09:30:00Z' },
        ...{ clinician: SECRET.pseudonymOf(`clinician ${clinician}`), specialty: 'cardiology' },
        ...{ model: 'dill', scores: UNSAFE },
      })),
    );
    await bench.publish();
    expect(rowsOf('aster').failures).toContainEqual({ specialty: 'cardiology', n: 30, failures: 0 });
    bench.settings = RENAMED;
    order(1);
    expect(await bench.publish()).toBe('published');
    for (const model of ['Aster', 'dill'])
      expect(rowsOf(model).failures.filter(({ specialty }) => specialty === 'cardiology')).toEqual([]);
  });
});
