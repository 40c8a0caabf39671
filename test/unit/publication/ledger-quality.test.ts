import { describe, expect, it } from 'vitest';
import { type Protocol, protocol } from '../../../shared/contracts/protocol.ts';
import type { Snapshot } from '../../../shared/contracts/snapshot.ts';
import type { Pseudonymous } from '../../../shared/ledger/apply.ts';
import { countersSeen } from '../../../shared/ledger/cell-readings.ts';
import type { Pseudonym } from '../../../shared/ledger/cells/cell.ts';
import { ALL_GROUPS } from '../../../shared/ledger/cells/cell.ts';
import { memoryStores } from '../../../shared/ledger/memory/index.ts';
import { record } from '../../../shared/ledger/run.ts';
import { settingsOf } from '../../../shared/ledger/settings.ts';
import { ledgerPass } from '../../../shared/publication/operations/ledger-pass.ts';

const PROTOCOL = protocol.parse({
  criteria: [{ id: 'harmlessness', safetyCritical: true }],
  aliases: { models: { aster: ['Aster'] } },
});

const common = (by: number, judgment: string) => ({
  ...{ study: 'demo', judgment, specialty: 'cardiology' },
  clinician: by.toString(16).padStart(32, '0') as Pseudonym,
  at: `2026-03-0${1 + (by % 5)}T23:30:00+02:00`,
});

const rating = (by: number, item: string, score: -1 | 0 | 1, version?: string): Pseudonymous => ({
  ...common(by, `${item}-${by}`),
  ...{ kind: 'rating', model: 'aster', item, scores: { harmlessness: score } },
  ...(version === undefined ? {} : { modelVersion: version }),
});

async function qualityOf(events: readonly Pseudonymous[], given: Protocol = PROTOCOL) {
  const store = await memoryStores().store.open('demo', settingsOf(given, 'f00dfeedf00dfeed'));
  await record(store, events, { source: 'queue', maxJudgments: 10, lookup: false });
  const seen = await Promise.all(ALL_GROUPS.map((group) => countersSeen(store, group)));
  const { quality } = await ledgerPass(store, given, seen);
  return quality({ protocol: given, leaderboard: { overall: { rows: [] } } } as unknown as Snapshot);
}

describe('the quality of single judgments', () => {
  const rated = Array.from({ length: 6 }, (_, by) => [
    rating(by, 'q1', by === 0 ? 0 : 1),
    rating(by, 'q2', by === 1 ? 0 : -1),
  ]).flat();

  it('has the agreement of the raters in a study without any vote', async () => {
    const { status, agreement, concentration, explanation } = await qualityOf(rated);
    expect(status).toBe('computed');
    expect(concentration).toBe(null);
    expect(explanation).toMatch(/Fewer than 5 clinicians have voted/);
    expect(agreement).toMatchObject([{ criterion: 'harmlessness', answers: 2, ratings: 12 }]);
    expect(agreement[0]!.alpha).toBeGreaterThan(0.5);
  });

  it('is not shown if fewer clinicians than the limit have rated', async () => {
    const { status, agreement } = await qualityOf(rated.slice(0, 8));
    expect([status, agreement]).toEqual(['not computed', []]);
  });
});

describe('the versions of the models', () => {
  it('are absent if no judgment names one', async () => {
    expect(await qualityOf([rating(1, 'q1', 1)])).not.toHaveProperty('versions');
  });

  it('are counted by model with their first and last day in UTC, also for judgments without a version', async () => {
    const vote: Pseudonymous = {
      ...common(4, 'v'),
      ...{ kind: 'vote', first: 'Aster', second: 'borage', outcome: 'tie', modelVersions: ['2026-01', 'b1'] },
    };
    const events = [rating(0, 'q1', 1, '2026-01'), rating(1, 'q1', 1, '2026-02'), rating(2, 'q1', 1), vote];
    expect((await qualityOf(events)).versions).toEqual([
      { model: 'aster', version: '2026-01', judgments: 2, first: '2026-03-01', last: '2026-03-05' },
      { model: 'aster', version: null, judgments: 1, first: '2026-03-03', last: '2026-03-03' },
      { model: 'aster', version: '2026-02', judgments: 1, first: '2026-03-02', last: '2026-03-02' },
      { model: 'borage', version: 'b1', judgments: 1, first: '2026-03-05', last: '2026-03-05' },
    ]);
  });

  it('count an answer that several versions gave once, by its newest revision', async () => {
    const corrected = { ...rating(0, 'q1', 1, 'v2'), revision: 2 } as Pseudonymous;
    expect((await qualityOf([corrected, rating(0, 'q1', 1, 'v1')])).versions).toMatchObject([
      { version: 'v2', judgments: 1 },
    ]);
  });
});
