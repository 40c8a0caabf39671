import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultProtocol } from '../../../shared/contracts/protocol.ts';
import { pseudonymisers } from '../../../shared/events/pseudonyms/pseudonymiser.ts';
import { importFile } from '../../../shared/imports/import-file.ts';
import { dynamoStores } from '../../../shared/ledger/dynamodb/index.ts';
import { type LocalTables, localClient, startLocalTables } from '../../support/local-tables.ts';
import { ReadMeter } from '../../support/read-meter.ts';
import { sourceOf } from '../../unit/imports/bytes.ts';
import { MemoryReceipts } from '../../unit/imports/importing.ts';

const ROWS = 1500;
const row = (index: number) =>
  `j${index},dr${index % 20},s${index % 3},2026-03-01T09:30:00Z,m${index % 4},m${(index % 4) + 1},first,${(index % 5) - 2}`;
const fileOf = (rows: readonly string[]) =>
  ['judgment,clinician,specialty,at,first,second,outcome,first.harmlessness', ...rows].join('\n');
const EXPORT = Array.from({ length: ROWS }, (_, index) => row(index));

let local: LocalTables;
beforeAll(async () => {
  local = await startLocalTables();
});
afterAll(() => local?.stop());

/** Imports an export as a new worker. Returns its reads, its writes and its receipt. */
async function drop(version: string, rows: readonly string[]) {
  const client = localClient(local.endpoint);
  const meter = new ReadMeter(client);
  const receipts = new MemoryReceipts();
  const stores = dynamoStores(client, local.tables);
  try {
    await importFile({
      identity: { study: 'moove', object: 'export.csv', version, mapping: '' },
      protocol: defaultProtocol(),
      pseudonymisers: pseudonymisers('secret', stores.store),
      stores,
      receipts,
      source: sourceOf(fileOf(rows)),
      fileTime: '2026-05-01T00:00:00Z',
    });
  } finally {
    client.destroy();
  }
  return { meter, receipt: receipts.receipt };
}

test('uploading an unchanged export again reads little and writes nothing to ledger and counters', async () => {
  expect((await drop('v1', EXPORT)).receipt).toMatchObject({ recorded: ROWS });
  const { meter, receipt } = await drop('v2', EXPORT);
  expect(receipt).toMatchObject({ status: 'finished', duplicate: ROWS, recorded: 0 });
  expect(meter.units / ROWS).toBeLessThan(0.6);
  expect(meter.units / ROWS).toBeGreaterThanOrEqual(0.5);
  // The import's own item: taken over, surveyed, one window planned and settled, ended.
  expect([...meter.writes]).toEqual([['UpdateItemCommand', 5]]);
});

test('if an export contains new rows, only the new rows are written', async () => {
  const { meter, receipt } = await drop('v3', [...EXPORT, row(ROWS), row(ROWS + 1)]);
  expect(receipt).toMatchObject({ duplicate: ROWS, recorded: 2 });
  expect(meter.writes.get('TransactWriteItemsCommand')).toBe(1);
});
