import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { handleAnnouncements } from '../../../functions/import-export/handle-announcements.ts';
import { receipt } from '../../../shared/contracts/receipt.ts';
import { protocolSource } from '../../../shared/events/protocols/protocol-source.ts';
import { batch, deployment, judgmentsOf, message, NAME, outage, vote } from './deployment.ts';

const quarter = () => 900_000;

/** The event that the bucket sends when an object is created. */
const created = (key: string, rest: object = {}) => ({
  version: '0',
  source: 'aws.s3',
  'detail-type': 'Object Created',
  detail: {
    version: '0',
    bucket: { name: 'exports' },
    object: { key, size: 1, etag: 'e1', ...rest },
    reason: 'PutObject',
  },
});
const lines = (...events: object[]) => events.map((event) => `${JSON.stringify(event)}\n`).join('');
const done = { batchItemFailures: [] };

async function drop(
  world: ReturnType<typeof deployment>,
  key: string,
  content: string | Uint8Array,
  left = quarter,
) {
  world.exports.write(key, content);
  return handleAnnouncements(batch(message('1', created(key))), world, left);
}

test('an uploaded export is imported, with a receipt and the list of rejects', async () => {
  const world = deployment();
  const content = lines(vote('a'), vote('b', { outcome: 'x' }), vote('a'), vote('c'));
  expect(await drop(world, 'exports/moove/2026/march.jsonl', content)).toEqual(done);
  expect(await judgmentsOf(world)).toEqual(['a', 'c']);
  const folder = 'receipts/moove/2026/march.jsonl/e1/';
  expect(world.exports.keys('receipts/')).toEqual([`${folder}receipt.json`, `${folder}rejects.jsonl`]);
  const kept = receipt.parse(world.exports.jsonOf(`${folder}receipt.json`));
  expect(kept).toMatchObject({
    study: 'moove',
    object: '2026/march.jsonl',
    version: 'e1',
    status: 'finished',
  });
  expect(kept).toMatchObject({ rows: 4, events: 4, recorded: 2, duplicate: 1, rejected: 1 });
  const rejects = world.exports.textOf(`${folder}rejects.jsonl`);
  expect(JSON.parse(rejects)).toMatchObject({ line: 2, reason: 'invalid_value', row: { judgment: 'b' } });
  expect(world.telemetry.counts.get('EventsRecorded')).toBe(2);
  expect(
    JSON.stringify([
      ...world.telemetry.log,
      ...world.exports.keys('receipts/').map((key) => world.exports.textOf(key)),
    ]),
  ).not.toContain('Ann');
});

test('a file is imported once for two equal events, and again for a new version', async () => {
  const world = deployment();
  await drop(world, 'exports/moove/a.jsonl', lines(vote('a')));
  await drop(world, 'exports/moove/a.jsonl', lines(vote('a')));
  expect(world.telemetry.counts.get('ImportsFinished')).toBe(1);
  const again = created('exports/moove/a.jsonl', { 'version-id': 'v2' });
  await handleAnnouncements(batch(message('2', again)), world, quarter);
  expect(world.exports.jsonOf('receipts/moove/a.jsonl/v2/receipt.json')).toMatchObject({
    recorded: 0,
    duplicate: 1,
  });
});

test.each([
  ['has gone', undefined],
  ['is broken', '{'],
])('an import keeps its receipt if it is announced again when the protocol %s', async (_, protocol) => {
  const world = deployment();
  await drop(world, 'exports/moove/a.jsonl', lines(vote('a')));
  const folder = 'receipts/moove/a.jsonl/e1/';
  const kept = world.exports.jsonOf(`${folder}receipt.json`);
  if (protocol === undefined) world.exports.contents.delete('protocols/moove.json');
  else world.exports.write('protocols/moove.json', protocol);
  const restarted = { ...world, protocols: protocolSource({ text: (key) => world.exports.text(key) }) };
  expect(
    await handleAnnouncements(batch(message('2', created('exports/moove/a.jsonl'))), restarted, quarter),
  ).toEqual(done);
  expect(world.exports.jsonOf(`${folder}receipt.json`)).toEqual(kept);
});

test('a vote from the queue and the same vote in an export count once', async () => {
  const world = deployment();
  await drop(
    world,
    'exports/moove/a.csv.gz',
    gzipSync(
      `judgment,clinician,specialty,at,first,second,outcome\na,${NAME},cardiology,2026-03-01T09:30:00Z,m1,m2,first\n`,
    ),
  );
  await drop(world, 'exports/moove/b.jsonl', lines(vote('a')));
  expect(world.exports.jsonOf('receipts/moove/b.jsonl/e1/receipt.json')).toMatchObject({ duplicate: 1 });
});

test.each([
  ['exports/ghost/a.jsonl', 'receipts/ghost/a.jsonl/e1/', /not registered.*protocols\/ghost\.json.*again/],
  ['exports/a.jsonl', 'receipts/-/exports/a.jsonl/e1/', /exports\/<study>\//],
  ['exports/My Study/a.jsonl', 'receipts/My Study/a.jsonl/e1/', /cannot be a study/],
  ['exports/unparsable/a.jsonl', 'receipts/unparsable/a.jsonl/e1/', /cannot be a study/],
  ['exports/broken/a.jsonl', 'receipts/broken/a.jsonl/e1/', /not valid: is not JSON/],
])('the file %s is not imported, and its receipt gives the reason', async (key, folder, told) => {
  const world = deployment();
  world.exports.write('protocols/broken.json', '{');
  expect(await drop(world, key, lines(vote('a')))).toEqual(done);
  const kept = receipt.parse(world.exports.jsonOf(`${folder}receipt.json`));
  expect(kept).toMatchObject({ status: 'failed', rows: 0 });
  expect(kept.message).toMatch(told);
  expect(await world.store.existing(kept.study)).toBeNull();
});

test('a file that cannot be read gets a receipt with the reason', async () => {
  const world = deployment();
  await drop(world, 'exports/moove/a.xlsx', Buffer.from('504b03040000', 'hex'));
  const kept = world.exports.jsonOf('receipts/moove/a.xlsx/e1/receipt.json');
  expect(kept).toMatchObject({ status: 'failed' });
  expect(kept.message).toMatch(/Excel/);
});

test.each(['exports/moove/a.csv.mapping.json', 'exports/moove/'])(
  'the key %s is not imported as data',
  async (key) => {
    const world = deployment();
    expect(await drop(world, key, '{}')).toEqual(done);
    expect(world.exports.keys('receipts/')).toEqual([]);
  },
);

test('a file that no longer exists is not imported', async () => {
  const world = deployment();
  const event = batch(message('1', created('exports/moove/gone.csv')));
  expect(await handleAnnouncements(event, world, quarter)).toEqual(done);
  expect(world.exports.keys('receipts/')).toEqual([]);
});

test.each(['hello', '{}', '[]', '{"Records":[]}', '{"detail-type":"Object Deleted"}'])(
  'the message %s names no file, so it is counted and not retried',
  async (body) => {
    const world = deployment();
    expect(await handleAnnouncements(batch(message('1', body)), world, quarter)).toEqual(done);
    expect(world.telemetry.counts.get('Rejects')).toBe(1);
  },
);

test('a message is delivered again if its receipt cannot be written', async () => {
  const world = deployment();
  await world.protocols.get('moove');
  world.exports.write('exports/moove/a.jsonl', lines(vote('a')));
  await handleAnnouncements(batch(message('0', created('exports/moove/none'))), world, quarter);
  const upload = world.exports.upload.bind(world.exports);
  world.exports.upload = async () => {
    throw new Error('S3 does not answer');
  };
  const event = batch(message('1', created('exports/moove/a.jsonl')));
  expect(await handleAnnouncements(event, world, quarter)).toEqual({
    batchItemFailures: [{ itemIdentifier: '1' }],
  });
  world.exports.upload = upload;
  expect(await handleAnnouncements(event, world, quarter)).toEqual(done);
  expect(world.exports.jsonOf('receipts/moove/a.jsonl/e1/receipt.json')).toMatchObject({
    recorded: 1,
    events: 1,
  });
});

test('a failed import returns after five seconds, and after an hour if it fails again and again', async () => {
  const world = deployment();
  world.exports.write('exports/moove/a.jsonl', lines(vote('a')));
  world.exports.upload = async () => outage();
  for (const receives of [1, 2, 10, 11, 49]) {
    const failing = message(`receive ${receives}`, created('exports/moove/a.jsonl'), receives);
    await handleAnnouncements(batch(failing), world, quarter);
  }
  expect(world.queue.calls).toEqual([
    'hide receive 1:5',
    'hide receive 2:10',
    'hide receive 10:2560',
    'hide receive 11:3600',
    'hide receive 49:3600',
  ]);
});

test('a failed import is still delivered again if the queue cannot hide its message', async () => {
  const world = deployment();
  world.exports.write('exports/moove/a.jsonl', lines(vote('a')));
  world.exports.upload = async () => outage();
  world.queue.hide = async () => outage();
  expect(
    await handleAnnouncements(batch(message('1', created('exports/moove/a.jsonl'))), world, quarter),
  ).toEqual({
    batchItemFailures: [{ itemIdentifier: '1' }],
  });
});

test('an import that runs out of time resumes through the queue, and ends after two runs without progress', async () => {
  const world = deployment();
  let looks = 0;
  const noTime = () => (looks++ === 0 ? 1000 : 0);
  await drop(world, 'exports/moove/a.jsonl', lines(vote('a')), noTime);
  const bodies = () => world.queue.sent.map(({ body }) => body);
  for (let round = 0; round < 3; round += 1) {
    looks = 0;
    await handleAnnouncements(batch(message('n', bodies().at(-1)!)), world, noTime);
  }
  // The finished survey is the progress of the first run.
  expect(bodies().map((body) => JSON.parse(body).detail.withoutProgress)).toEqual([0, 1, 2]);
  const kept = world.exports.jsonOf('receipts/moove/a.jsonl/e1/receipt.json');
  expect(kept).toMatchObject({ status: 'failed', recorded: 0 });
  expect(kept.message).toMatch(/abandoned after 2 runs/);
});

test('an import that runs out of time but makes progress is finished', async () => {
  const world = deployment();
  const events = Array.from({ length: 450 }, (_, index) => vote(`j${index}`));
  let looks = 0;
  const oneWindow = () => (looks++ < 5 ? 1200 : 0);
  await drop(world, 'exports/moove/a.jsonl', lines(...events), oneWindow);
  let rounds = 0;
  for (; world.queue.sent.length > rounds; rounds += 1) {
    looks = 0;
    const { body } = world.queue.sent[rounds]!;
    await handleAnnouncements(batch(message('n', body)), world, oneWindow);
  }
  expect(rounds).toBeGreaterThan(1);
  expect(world.exports.jsonOf('receipts/moove/a.jsonl/e1/receipt.json')).toMatchObject({
    status: 'finished',
    rows: 450,
    recorded: 450,
  });
});
