import { describe, expect, it } from 'vitest';
import { type IntegrityCheck, integrityCheckKey } from '../../../shared/contracts/integrity-check.ts';
import { integrity } from '../../../shared/contracts/operations.ts';
import { dailyCheck } from '../../../shared/publication/operations/daily-check.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';

const checkOf = (groups: IntegrityCheck['groups'], differences: number) => {
  const objects = new MemoryObjectStore();
  const check: IntegrityCheck = {
    ...{ schemaVersion: 1, study: 'demo', checkedAt: '2026-03-01T09:30:00Z', judgments: 300_000 },
    ...{ groups, differences },
  };
  objects.contents.set(integrityCheckKey('demo'), Buffer.from(JSON.stringify(check)));
  return dailyCheck(objects, 'demo');
};

describe('the last daily check', () => {
  it('confirms the counters if every group equals the sum of its ledger', async () => {
    const found = await checkOf({ confirmed: 32, differing: 0, open: 0 }, 0);
    expect(integrity.parse(found)).toEqual({
      status: 'checked',
      explanation:
        'At 2026-03-01T09:30:00Z, the counters were the sum of the 300,000 judgments in the ledger.',
      differences: [],
    });
  });

  it('confirms nothing if a group could not be compared', async () => {
    expect(await checkOf({ confirmed: 31, differing: 0, open: 1 }, 0)).toMatchObject({
      status: 'inconclusive',
    });
  });

  it('reports a difference first', async () => {
    expect(await checkOf({ confirmed: 30, differing: 1, open: 1 }, 4)).toMatchObject({
      status: 'differs',
      explanation: expect.stringContaining('4 counters'),
    });
  });

  it('is null if there was no check, or its result cannot be read', async () => {
    const objects = new MemoryObjectStore();
    expect(await dailyCheck(objects, 'demo')).toBeNull();
    objects.contents.set(integrityCheckKey('demo'), Buffer.from('{'));
    expect(await dailyCheck(objects, 'demo')).toBeNull();
  });
});
