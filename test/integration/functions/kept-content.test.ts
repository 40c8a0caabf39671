import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { handleBatch } from '../../../functions/record-votes/handle-batch.ts';
import { rejectFile } from '../../../shared/contracts/reject-file.ts';
import { pseudonymisers } from '../../../shared/events/pseudonyms/pseudonymiser.ts';
import { mendedRejects } from '../../../shared/imports/mended-rejects.ts';
import { parseJson } from '../../../shared/lib/lossless-json.ts';
import { batch, deployment, message, NAME, outage, people, vote } from './deployment.ts';

const minute = () => 60_000;
const DONE = { batchItemFailures: [] };
const NOW = '2026-03-02T00:00:00Z';
const linesOf = (name: string): string[] =>
  readFileSync(join(import.meta.dirname, '../../cases', name), 'utf8')
    .trim()
    .split('\n');

type World = ReturnType<typeof deployment>;
const registered = (...studies: string[]): World => {
  const world = deployment();
  for (const study of studies) world.exports.write(`protocols/${study}.json`, '{}');
  return world;
};
const textAt = (world: World, key: string) => world.exports.textOf(key);
const filesUnder = (world: World, prefix: string) =>
  world.exports.keys(prefix).map((key) => rejectFile.parse(parseJson(textAt(world, key))));
const sendTwice = async (world: World, ...messages: ReturnType<typeof message>[]) => {
  for (let delivery = 0; delivery < 2; delivery += 1)
    expect(await handleBatch(batch(...messages), world, minute)).toEqual(DONE);
};

test('votes that were encoded twice or are in an envelope of SNS or EventBridge count, and other envelopes are kept', async () => {
  const world = registered('wrap');
  const bodies = linesOf('queue-wrapped/messages.jsonl').map((line) => JSON.parse(line) as string);
  await sendTwice(world, ...bodies.map((body, index) => message(`m${index}`, body)));
  expect(world.telemetry.counts.get('EventsRecorded')).toBe(4);
  const kept = filesUnder(world, 'rejects/');
  expect(kept).toMatchObject([{ study: null, rejects: [{ reason: 'unknown_kind' }], body: bodies[3] }]);
});

test('a vote that was encoded twice counts once', async () => {
  const world = registered('st');
  await sendTwice(
    world,
    ...linesOf('double-encoded-jsonl/e.jsonl').map((body, index) => message(`m${index}`, body)),
  );
  expect(world.telemetry.counts.get('EventsRecorded')).toBe(3);
  expect(world.exports.keys('rejects/')).toEqual([]);
});

test.each([
  ['a text within a text', JSON.stringify(JSON.stringify(JSON.stringify(vote('a'))))],
  ['a text that is not JSON', JSON.stringify('hello')],
  ['a notification of words', JSON.stringify({ Type: 'Notification', Message: 'hello' })],
  [
    'a notification that names a member twice',
    JSON.stringify({ Type: 'Notification', Message: '{"a":1,"a":2}' }),
  ],
  ['a bus event without an event', JSON.stringify({ 'detail-type': 'x', source: 'y', detail: 7 })],
])('the body of a message is kept if it is not an envelope: %s', async (_, body) => {
  const world = deployment();
  await sendTwice(world, message('1', body));
  expect(filesUnder(world, 'rejects/unparsable/')).toMatchObject([{ body }]);
  expect(world.exports.keys('rejects/')).toHaveLength(1);
});

test('numeric ids are refused with all their digits, and two ids never become one', async () => {
  const world = registered('st');
  await sendTwice(world, message('1', `[${linesOf('big-ids-native/e.jsonl').join(',')}]`));
  expect(world.telemetry.counts.get('EventsRecorded')).toBeUndefined();
  const [key] = world.exports.keys('rejects/st/');
  expect(textAt(world, key!)).toMatch(/"judgment":9007199254740993,.*"judgment":9007199254740992,/s);
  expect(filesUnder(world, 'rejects/')[0]?.rejects.map(({ message }) => message)).toEqual(
    Array(2).fill('judgment: must be a text: write it in quotes'),
  );
});

test('the record of a rejected event without a valid clinician shows no text, and the message is kept separately', async () => {
  const world = deployment();
  const { clinician: _, ...anonymous } = vote(`of ${NAME}`);
  const body = JSON.stringify([vote('good'), { ...anonymous, clinican: NAME }]);
  await sendTwice(world, message('1', body));
  const [key] = world.exports.keys('rejects/moove/');
  expect(textAt(world, key!)).not.toContain('Ann');
  expect(filesUnder(world, 'rejects/moove/')).toMatchObject([
    { rejects: [{ index: 1, field: 'clinician', incomplete: true, row: { judgment: '#withheld' } }] },
  ]);
  expect(filesUnder(world, 'rejects/unparsable/')).toMatchObject([
    { study: null, rejects: [{ index: 1 }], body },
  ]);
  expect(world.exports.keys('rejects/')).toHaveLength(2);
});

test('a list of rejects with the message is resent from the message', async () => {
  const world = deployment();
  const body = JSON.stringify({ ...vote('a'), clinician: 4711 });
  await sendTwice(world, message('1', body));
  const [key] = world.exports.keys('rejects/unparsable/');
  const resend = (text: string) => mendedRejects(text, NOW, people);
  expect(resend(textAt(world, key!))).toMatchObject([{ fault: expect.stringContaining('in quotes') }]);
  const mended = textAt(world, key!).replace('\\"clinician\\":4711', '\\"clinician\\":\\"4711\\"');
  expect(resend(mended)).toMatchObject([{ event: { judgment: 'a', pseudonym: people.pseudonymOf('4711') } }]);
  const [shown] = world.exports.keys('rejects/moove/');
  expect(resend(textAt(world, shown!))).toMatchObject([{ fault: expect.any(String) }]);
});

test('a contradicting event is kept once, as a conflict and not as a reject', async () => {
  const world = deployment();
  await handleBatch(batch(message('1', vote('a'))), world, minute);
  await sendTwice(world, message('2', [vote('a', { outcome: 'second' }), vote('b', { outcome: 'x' })]));
  expect(world.telemetry.counts.get('Conflicts')).toBe(2);
  expect(world.telemetry.counts.get('Rejects conflict')).toBeUndefined();
  expect(world.telemetry.counts.get('Rejects')).toBe(2);
  const files = filesUnder(world, 'rejects/moove/');
  expect(files).toHaveLength(2);
  expect(files.find(({ rejects }) => rejects[0]?.reason === 'conflict')?.rejects).toMatchObject([
    {
      index: 0,
      message: expect.stringContaining('higher revision'),
      row: { judgment: 'a', outcome: 'second' },
    },
  ]);
  expect(JSON.stringify(files)).not.toContain('Ann');
});

test('the list of conflicts holds the content that lost, in any order of arrival', async () => {
  const contents = [
    vote('a', { outcome: 'tie', scores: { m1: { harmlessness: 1 } } }),
    vote('a', { outcome: 'first', scores: { m1: { harmlessness: -2 } } }),
    vote('a', { outcome: 'second' }),
  ];
  const listOf = async (events: readonly object[]) => {
    const world = deployment();
    for (const [index, event] of events.entries())
      await handleBatch(batch(message(String(index), event)), world, minute);
    return filesUnder(world, 'rejects/moove/conflicts/').map(({ rejects }) => rejects[0]!.row);
  };
  const [one, other] = [await listOf(contents), await listOf(contents.toReversed())];
  const lostOf = (rows: readonly unknown[]) =>
    new Set(rows.map((row) => (row as { outcome: string }).outcome));
  expect(lostOf(one)).toEqual(new Set(['tie', 'second']));
  expect(lostOf(other)).toEqual(lostOf(one));
});

test('scores of a model outside the pair are listed, also if the vote arrives after them', async () => {
  const { specialty, at, kind: _, ...rest } = vote('a');
  const rating = {
    ...{ kind: 'rating', judgment: 'a', study: rest.study, clinician: rest.clinician, specialty, at },
    ...{ model: 'm3', scores: { harmlessness: -2 } },
  };
  for (const events of [
    [rating, vote('a')],
    [vote('a'), rating],
  ]) {
    const world = deployment();
    for (const [index, event] of events.entries())
      await handleBatch(batch(message(String(index), event)), world, minute);
    const rows = filesUnder(world, 'rejects/moove/conflicts/').map(({ rejects }) => rejects[0]!.row);
    expect(JSON.stringify(rows)).toContain('"harmlessness":-2');
    expect(rows).toHaveLength(1);
  }
});

test('a rater with the name of a listed model is recorded, and one with that of another model is refused', async () => {
  const world = deployment();
  const lettered = vote('a', { clinician: 'A', first: 'A', second: 'B' });
  await handleBatch(batch(message('1', lettered)), world, minute);
  expect(world.telemetry.counts.get('Rejects names_clinician')).toBe(1);
  world.exports.write('protocols/moove.json', '{"models": ["A", "B"]}');
  await handleBatch(batch(message('2', lettered)), world, minute);
  expect(world.telemetry.counts.get('EventsRecorded')).toBe(1);
});

test('a message is delivered again if its conflict cannot be written', async () => {
  const world = deployment();
  await handleBatch(batch(message('1', vote('a'))), world, minute);
  world.exports.interrupt = outage;
  const conflicting = batch(message('2', vote('a', { outcome: 'second' })));
  expect(await handleBatch(conflicting, world, minute)).toEqual({
    batchItemFailures: [{ itemIdentifier: '2' }],
  });
});

test('a clinician of 32,768 characters is refused at the first delivery, and occurs in no log line', async () => {
  const world = deployment();
  const clinician = `${NAME} (`.repeat(2521).slice(0, 32_768);
  await sendTwice(world, message('1', [vote('a', { clinician }), vote('good')]));
  expect(filesUnder(world, 'rejects/moove/')).toMatchObject([
    { rejects: [{ field: 'clinician', message: 'clinician: is longer than 128 characters' }] },
  ]);
  expect(world.telemetry.counts.get('EventsRecorded')).toBe(1);
  expect(JSON.stringify(world.telemetry.log)).not.toContain('Ann');
});

test('a message of thousands of studies costs fifty protocols and fifty-one objects', async () => {
  const world = deployment();
  const read: string[] = [];
  const { text } = world.exports;
  world.exports.text = async (key) => {
    read.push(key);
    return text.call(world.exports, key);
  };
  const events = Array.from({ length: 3000 }, (_, index) => vote('a', { study: `study-${index}` }));
  expect(await handleBatch(batch(message('1', events)), world, minute)).toEqual(DONE);
  expect(new Set(read).size).toBe(50);
  expect(world.exports.keys('rejects/')).toHaveLength(51);
  expect(world.telemetry.counts.get('Rejects')).toBe(3000);
});

test('the key of a reject does not help to guess a name in its message', async () => {
  const world = deployment();
  const another = deployment();
  const other = { ...another, pseudonymisers: pseudonymisers('another secret', another.store) };
  for (const made of [world, other])
    await handleBatch(batch(message('1', vote('a', { outcome: 'x' }))), made, minute);
  expect(world.exports.keys('rejects/')).not.toEqual(other.exports.keys('rejects/'));
});

test('a study with the clinician’s name does not become part of a key', async () => {
  const world = deployment();
  await sendTwice(world, message('1', vote('a', { clinician: 'dr-ann-who', study: 'dr-ann-who' })));
  expect(JSON.stringify(world.exports.texts())).not.toContain('ann');
});
