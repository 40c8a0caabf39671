import pMap from 'p-map';
import { type Imports, isAboutNames, type Receipt, receipt, receiptsFolder } from '../../contracts/index.ts';
import { EVENT_OUTCOMES } from '../../ledger/index.ts';
import type { ObjectReader } from '../../lib/object-store/index.ts';
import { readIfValid } from './read-if-valid.ts';
import { countReasons } from './reasons.ts';

/** Maximum number of receipts that are read, in the order of file names. */
const MAX_RECEIPTS_READ = 500;

const TOTALS = ['rows', 'events', ...EVENT_OUTCOMES, 'rejected'] as const;

/** Summarises the imports of a study. */
export async function importsOf(objects: ObjectReader, study: string): Promise<Imports> {
  const keys: string[] = [];
  for await (const key of objects.list(receiptsFolder(study)))
    if (key.endsWith('/receipt.json')) keys.push(key);
  const read = (key: string) => readIfValid(objects, key, receipt);
  const found = await pMap(keys.slice(0, MAX_RECEIPTS_READ), read, { concurrency: 16 });
  return { ...sumOfReceipts(found.filter((one) => one !== null)), receipts: keys.length };
}

/** Sums up receipts. */
export const sumOfReceipts = (receipts: readonly Receipt[]): Imports => ({
  receipts: receipts.length,
  read: receipts.length,
  finished: receipts.filter(({ status }) => status === 'finished').length,
  failed: receipts.filter(({ status }) => status === 'failed').length,
  totals: TOTALS.map((what) => ({ what, count: receipts.reduce((sum, one) => sum + one[what], 0) })),
  byReason: countReasons(receipts.flatMap(({ byReason }) => byReason)),
  warnings: countReasons(
    receipts
      .flatMap(({ warnings }) => warnings)
      // Files share names, so that a sum over files has no meaning. The audit compares the names of the study.
      .filter(({ warning }) => !isAboutNames(warning))
      .map(({ warning, count }) => ({ reason: warning, count })),
  ).map(({ reason, count }) => ({ warning: reason, count })),
});
