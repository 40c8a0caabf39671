import { expect, test } from 'vitest';
import { handleAnnouncements } from '../../../functions/import-export/handle-announcements.ts';
import { mooveJson } from '../../unit/imports/formats/files.ts';
import { saidBy } from '../../unit/imports/formats/said.ts';
import { batch, deployment, judgmentsOf, message, vote } from './deployment.ts';

const { content, mapping } = mooveJson(saidBy(31, 4));
const KEY = 'exports/moove/export.json';
const RECEIPT = 'receipts/moove/export.json/v1/receipt.json';

type World = ReturnType<typeof deployment>;

/** Puts an object, and delivers the bucket's event. */
async function put(world: World, key: string, text: string): Promise<void> {
  world.exports.write(key, text);
  const created = {
    'detail-type': 'Object Created',
    detail: { bucket: { name: 'exports' }, object: { key } },
  };
  const result = await handleAnnouncements(batch(message('1', created)), world, () => 900_000);
  expect(result).toEqual({ batchItemFailures: [] });
}

const receiptIn = (world: World) => world.exports.jsonOf(RECEIPT);

test('a file that was refused without a mapping is read when the mapping arrives', async () => {
  const world = deployment();
  await put(world, KEY, content);
  expect(receiptIn(world)).toMatchObject({
    status: 'failed',
    message: expect.stringMatching(/mapping\.json/),
  });
  await put(world, `${KEY}.mapping.json`, JSON.stringify(mapping));
  expect(receiptIn(world)).toMatchObject({ status: 'finished', recorded: 4 });
});

test('a mapping that arrives before its file has no effect until the file arrives', async () => {
  const world = deployment();
  await put(world, `${KEY}.mapping.json`, JSON.stringify(mapping));
  expect(world.exports.keys('receipts/')).toEqual([]);
  await put(world, KEY, content);
  expect(receiptIn(world)).toMatchObject({ status: 'finished', recorded: 4 });
});

test('an unchanged mapping starts no import, but a corrected one does', async () => {
  const world = deployment();
  await put(world, `${KEY}.mapping.json`, JSON.stringify(mapping));
  await put(world, KEY, content);
  await put(world, `${KEY}.mapping.json`, JSON.stringify(mapping, null, 2));
  expect(world.telemetry.counts.get('ImportsFinished')).toBe(1);
  const mended = { ...(mapping as object), constants: { revision: 2 } };
  await put(world, `${KEY}.mapping.json`, JSON.stringify(mended));
  expect(receiptIn(world)).toMatchObject({ status: 'finished', recorded: 0, rejected: 0, conflict: 0 });
  expect(world.telemetry.counts.get('ImportsFinished')).toBe(2);
});

test('the receipt reports an invalid mapping, and a corrected mapping works', async () => {
  const world = deployment();
  await put(world, KEY, content);
  await put(world, `${KEY}.mapping.json`, '{"scale":"EDIT: which?"}');
  expect(receiptIn(world)).toMatchObject({
    status: 'failed',
    message: expect.stringMatching(/still to be edited.*Correct it/),
  });
  await put(world, `${KEY}.mapping.json`, JSON.stringify(mapping));
  expect(receiptIn(world)).toMatchObject({ status: 'finished', recorded: 4 });
});

test('the mapping that the protocol names applies to files that are not in Primum’s own form', async () => {
  const world = deployment();
  world.exports.write('protocols/moove.json', '{"mapping":"all.mapping.json"}');
  await put(world, KEY, content);
  expect(receiptIn(world)).toMatchObject({
    status: 'failed',
    message: expect.stringMatching(/all\.mapping\.json.*does not exist.*upload this file again/),
  });
  world.exports.write('exports/moove/all.mapping.json', JSON.stringify(mapping));
  await put(world, KEY, content);
  await put(world, 'exports/moove/own.jsonl', `${JSON.stringify(vote('own'))}\n`);
  expect(receiptIn(world)).toMatchObject({ status: 'finished', recorded: 4 });
  expect(await judgmentsOf(world)).toContain('own');
});
