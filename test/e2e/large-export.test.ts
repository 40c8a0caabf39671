import { expect, test } from 'vitest';
import { ODD_EVERY } from '../support/moove-export.ts';
import { importLarge, mooveFile } from './large-run.ts';

const RECORDS = 2000;

test('an export of 120 MB is imported exactly by a function that is killed and times out on the way', async () => {
  const run = await importLarge({ ...mooveFile(RECORDS, 30_000), seconds: 30, kills: 2 });
  expect(run.killed).toBeGreaterThanOrEqual(2);
  expect(run.peakMemory).toBeGreaterThan(0);
  expect(run.peakMemory).toBeLessThan(512 * 1024 * 1024);
  expect(run.receipts).toBe(1);
  expect(run.receipt).toMatchObject({
    status: 'finished',
    rows: RECORDS,
    events: RECORDS,
    recorded: RECORDS - RECORDS / ODD_EVERY,
    rejected: RECORDS / ODD_EVERY,
    duplicate: 0,
    conflict: 0,
  });
});
