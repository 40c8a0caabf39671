import { expect, test } from 'vitest';
import { handleBatch } from '../../../functions/record-votes/handle-batch.ts';
import { rejectFile } from '../../../shared/contracts/reject-file.ts';
import { pseudonymisers } from '../../../shared/events/pseudonyms/pseudonymiser.ts';
import { batch, deployment, judgmentsOf, message, NAME, outage, vote } from './deployment.ts';

const minute = () => 60_000;
const failed = (...ids: string[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});

test('votes are recorded from messages with one or more votes, and count once if delivered twice', async () => {
  const world = deployment();
  const messages = [message('1', vote('a')), message('2', [vote('b'), vote('c'), vote('a')])];
  expect(await handleBatch(batch(...messages), world, minute)).toEqual(failed());
  expect(await handleBatch(batch(...messages), world, minute)).toEqual(failed());
  expect(await judgmentsOf(world)).toEqual(['a', 'b', 'c']);
  expect(world.telemetry.counts.get('EventsRecorded')).toBe(3);
  expect(world.telemetry.counts.get('Duplicates')).toBe(5);
});

test('refused events are stored once, by study and date, and never retried', async () => {
  const world = deployment();
  const messages = [
    message('1', [vote('a'), vote('b', { outcome: 'x' })]),
    message('2', [vote('c', { study: 'ghost' }), vote('d', { study: 'Bad Name' })]),
    message('3', 'hello'),
  ];
  for (let delivery = 0; delivery < 2; delivery += 1)
    expect(await handleBatch(batch(...messages), world, minute)).toEqual(failed());
  expect(await judgmentsOf(world)).toEqual(['a']);
  expect(world.exports.keys('rejects/moove/2026-03-01/')).toHaveLength(1);
  expect(world.exports.keys('rejects/ghost/2026-03-01/')).toHaveLength(1);
  expect(world.exports.keys('rejects/unparsable/2026-03-01/')).toHaveLength(2);
  expect(world.exports.keys('rejects/')).toHaveLength(4);
  for (const key of world.exports.keys('rejects/')) rejectFile.parse(world.exports.jsonOf(key));
  const [key] = world.exports.keys('rejects/moove/');
  expect(world.exports.jsonOf(key!)).toMatchObject({
    study: 'moove',
    rejects: [{ index: 1, reason: 'invalid_value', field: 'outcome', row: { judgment: 'b', outcome: 'x' } }],
  });
  expect(world.telemetry.counts.get('Rejects invalid_value')).toBe(4);
});

test('the body of a message is kept only if it could not be parsed', async () => {
  const world = deployment();
  await handleBatch(batch(message('1', 'not JSON'), message('2', '{"kind":"vote"}')), world, minute);
  const bodies = world.exports.keys('rejects/unparsable/').map((key) => world.exports.jsonOf(key).body);
  expect(bodies.sort()).toEqual(['not JSON', undefined]);
});

test('no clinician’s name reaches a reject, a log or the bucket', async () => {
  const world = deployment();
  const hostile = [
    vote('a', { outcome: 'x' }),
    vote('b', { doctor: NAME }),
    vote(`${NAME}#`),
    vote('c', { study: 'g' }),
  ];
  await handleBatch(batch(message('1', hostile)), world, minute);
  world.exports.interrupt = outage;
  await handleBatch(batch(message('2', hostile)), world, minute);
  expect(world.exports.keys('rejects/')).toHaveLength(2);
  expect(JSON.stringify([...world.exports.texts(), ...world.telemetry.log])).not.toContain('Ann');
});

test('a message is delivered again if its rejects cannot be written', async () => {
  const world = deployment();
  await handleBatch(batch(message('0', vote('warm'))), world, minute);
  world.exports.interrupt = outage;
  const result = await handleBatch(batch(message('1', 'x'), message('2', vote('b'))), world, minute);
  expect(result).toEqual(failed('1'));
  expect(await judgmentsOf(world)).toEqual(['b', 'warm']);
});

test('messages wait while a protocol cannot be read, or if it was never valid', async () => {
  const world = deployment();
  world.exports.write('protocols/other.json', '{');
  const other = message('2', vote('b', { study: 'other' }));
  expect(await handleBatch(batch(message('1', vote('a')), other), world, minute)).toEqual(failed('2'));
  world.exports.interrupt = outage;
  const third = message('3', vote('c', { study: 'third' }));
  expect(await handleBatch(batch(third), world, minute)).toEqual(failed('3'));
  expect(world.exports.keys('rejects/')).toEqual([]);
});

test('a writer with another secret returns its messages to the queue', async () => {
  const world = deployment();
  await handleBatch(batch(message('1', vote('a'))), world, minute);
  const stranger = { ...world, pseudonymisers: pseudonymisers('another secret', world.store) };
  expect(await handleBatch(batch(message('2', vote('b'))), stranger, minute)).toEqual(failed('2'));
  expect(await judgmentsOf(world)).toEqual(['a']);
});

test('no event is refused by a protocol that was read before the message arrived', async () => {
  const world = deployment();
  world.exports.write('protocols/moove.json', '{"models":["m1","m2"]}');
  await handleBatch(batch(message('1', vote('a'))), world, minute);
  world.exports.write('protocols/moove.json', '{"models":["m1","m2","m3"]}');
  await handleBatch(batch(message('2', vote('b', { second: 'm3' }))), world, minute);
  expect(await judgmentsOf(world)).toEqual(['a', 'b']);
});

test('messages return to the queue if the store accepts no writes', async () => {
  const world = deployment();
  const late = () => 0;
  expect(await handleBatch(batch(message('1', vote('a'))), world, late)).toEqual(failed('1'));
  expect(await judgmentsOf(world)).toEqual([]);
});
