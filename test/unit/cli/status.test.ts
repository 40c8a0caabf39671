import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { activeAlarms } from '../../../cli/commands/operate/status/alarm-status.ts';
import { duration, type Status, statusText } from '../../../cli/commands/operate/status/status-text.ts';
import type { StudyStatus } from '../../../cli/commands/operate/status/study-status.ts';

const NO_OUTCOMES = { rejected: 0, duplicate: 0, stale: 0, conflict: 0 };
const NOW = new Date('2026-03-02T12:00:00Z');
const QUIET = { waiting: 0, underWay: 0, deadLetters: 0, oldestSeconds: null };
const quiet: Status = {
  queues: [
    { queue: 'votes', ...QUIET },
    { queue: 'imports', ...QUIET },
  ],
  studies: [],
  alarms: [],
};

const checked = (found: { open?: number; differences?: number }): StudyStatus['integrity']['daily'] => ({
  schemaVersion: 1,
  study: 'demo',
  checkedAt: '2026-03-02T09:00:00Z',
  judgments: 100,
  groups: { confirmed: 32 - (found.open ?? 0), differing: 0, open: found.open ?? 0 },
  differences: found.differences ?? 0,
});

const study = (rest: Partial<StudyStatus> = {}): StudyStatus => ({
  study: 'demo',
  snapshot: { snapshot: '20260302T115000Z-0123', time: '2026-03-02T11:50:00Z', verdict: 'not established' },
  lastImport: null,
  integrity: { atSnapshot: 'checked', daily: null },
  unfinishedErasures: 0,
  ...rest,
});

const shown = (status: Partial<Status>) => statusText({ ...quiet, ...status }, NOW);
const attention = (status: Partial<Status>) => /(^|\s)! /m.test(shown(status));

describe('the status of a deployment', () => {
  it('shows next to the verdict that data are made up', () => {
    const madeUp = { ...study().snapshot!, madeUp: true };
    expect(shown({ studies: [study({ snapshot: madeUp })] })).toContain('(made-up data)');
    expect(shown({ studies: [study()] })).not.toContain('made-up');
  });

  it('has no mark for attention if all is well', () => {
    const studies = [study(), study({ integrity: { atSnapshot: 'not checked', daily: checked({}) } })];
    expect(attention({ studies })).toBe(false);
    expect(shown({ studies })).toMatchInlineSnapshot(`
      "┌─────────┬─────────┬───────────┬────────┬──────────────┐
      │ queue   │ waiting │ under way │ oldest │ dead letters │
      ├─────────┼─────────┼───────────┼────────┼──────────────┤
      │ votes   │       0 │         0 │      – │            0 │
      │ imports │       0 │         0 │      – │            0 │
      └─────────┴─────────┴───────────┴────────┴──────────────┘
      ┌───────┬───────────────────────┬─────────────────┬─────────────┬───────────────────────────┐
      │ study │ last snapshot         │ verdict         │ last import │ counters                  │
      ├───────┼───────────────────────┼─────────────────┼─────────────┼───────────────────────────┤
      │ demo  │ 10 min ago            │ not established │ none        │ are the sum of the ledger │
      │       │ 20260302T115000Z-0123 │                 │             │ (at the last snapshot)    │
      │ demo  │ 10 min ago            │ not established │ none        │ are the sum of the ledger │
      │       │ 20260302T115000Z-0123 │                 │             │ (3 h ago)                 │
      └───────┴───────────────────────┴─────────────────┴─────────────┴───────────────────────────┘
      No alarm is on."
    `);
  });

  it('has a mark for attention if messages were given up', () => {
    const [votes, imports] = quiet.queues;
    expect(attention({ queues: [{ ...votes!, deadLetters: 1200 }, imports!] })).toBe(true);
    expect(shown({ queues: [{ ...votes!, deadLetters: 1200 }, imports!] })).toContain('! 1,200');
  });

  it('has a mark for attention if an import failed', () => {
    const lastImport = {
      object: 'a.csv',
      status: 'failed',
      rows: 3,
      ...NO_OUTCOMES,
      finishedAt: '2026-03-02T11:00:00Z',
    } as const;
    expect(attention({ studies: [study({ lastImport })] })).toBe(true);
    expect(attention({ studies: [study({ lastImport: { ...lastImport, status: 'finished' } })] })).toBe(
      false,
    );
  });

  it('counts rejects, duplicates, stale events and conflicts of the last import by kind', () => {
    const file = {
      object: 'a.csv',
      status: 'finished',
      rows: 9,
      finishedAt: '2026-03-02T11:00:00Z',
    } as const;
    const lastImport = { ...file, rejected: 1, duplicate: 2, stale: 3, conflict: 4 };
    const text = shown({ studies: [study({ lastImport })] });
    for (const kind of ['9 rows, 1 rejected', '2 duplicate', '3 stale', '4 conflict'])
      expect(text).toContain(kind);
    const none = shown({ studies: [study({ lastImport: { ...lastImport, ...NO_OUTCOMES } })] });
    expect(none).not.toMatch(/duplicate|stale|conflict/);
  });

  it('has a mark for attention and the command that helps if an erasure is not finished', () => {
    const text = shown({ studies: [study({ unfinishedErasures: 2 }), study({ unfinishedErasures: null })] });
    expect(text).toContain(
      '! demo: 2 erasures of clinicians not finished. If none is running, run: primum erase --resume --study demo',
    );
    expect(text.match(/not finished/g)).toHaveLength(1);
  });

  it('has a mark for attention if counters differ by either check', () => {
    const daily = checked({ differences: 3 });
    expect(attention({ studies: [study({ integrity: { atSnapshot: 'checked', daily } })] })).toBe(true);
    expect(attention({ studies: [study({ integrity: { atSnapshot: 'differs', daily: null } })] })).toBe(true);
    expect(
      attention({ studies: [study({ integrity: { atSnapshot: 'differs', daily: checked({}) } })] }),
    ).toBe(true);
  });

  it('shows that counters could not all be compared', () => {
    const integrity = { atSnapshot: 'not checked', daily: checked({ open: 5 }) } as const;
    expect(shown({ studies: [study({ integrity })] })).toContain('5 groups of clinicians not checked');
  });

  it('makes control characters in names harmless', () => {
    expect(shown({ studies: [study({ study: 'de\u001b[2Jmo' })] })).not.toContain('\u001b');
  });

  it('shows no alarms on a local stack, instead of "no alarm is on"', () => {
    expect(shown({ alarms: [] })).toContain('No alarm is on.');
    expect(shown({ alarms: null })).not.toContain('alarm');
  });
});

describe('a duration', () => {
  it.each([
    [0, '0 s'],
    [119, '119 s'],
    [120, '2 min'],
    [5400, '90 min'],
    [7200, '2 h'],
    [172_799, '47 h'],
    [172_800, '2 d'],
    [-3, '0 s'],
  ])('of %d s is shown as %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});

describe('the active alarms', () => {
  it('are those of the stack that are on or whose data stopped, and not those of a new deployment or a stage', async () => {
    const client = new CloudWatchClient({ region: 'us-east-1' });
    const alarm = (AlarmName: string, state = {}) => ({
      ...{ AlarmName, AlarmDescription: 'x', StateUpdatedTimestamp: NOW, StateValue: 'ALARM', ...state },
    });
    const silent = { StateValue: 'INSUFFICIENT_DATA', TreatMissingData: 'missing' };
    const MetricAlarms = [
      alarm('Primum-SnapshotsStale', {
        ...silent,
        StateReason: 'Insufficient Data: 3 datapoints were unknown.',
      }),
      alarm('Primum-IntegrityUnchecked', { ...silent, StateReason: 'Unchecked: Initial alarm creation' }),
      alarm('Primum-VotesRejected', { StateValue: 'INSUFFICIENT_DATA', TreatMissingData: 'notBreaching' }),
      alarm('Primum-VotesHandedBack', { StateValue: 'OK' }),
      alarm('Primum-VotesDelayed'),
      alarm('Primum-prod-VotesDelayed'),
      alarm('Primum-ImportsFailed'),
    ];
    const answer = async () => ({ response: {}, output: { $metadata: {}, MetricAlarms } });
    client.middlewareStack.add(() => answer, { step: 'initialize', priority: 'high' });
    const on = await activeAlarms(client, 'Primum');
    expect(on.map((one) => one.alarm)).toEqual(['ImportsFailed', 'SnapshotsStale', 'VotesDelayed']);
    expect(on[0]?.since).toBe(NOW.toISOString());
  });
});
