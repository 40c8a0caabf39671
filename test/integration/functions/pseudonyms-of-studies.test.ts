import { expect, test } from 'vitest';
import { handleAnnouncements } from '../../../functions/import-export/handle-announcements.ts';
import { handleBatch } from '../../../functions/record-votes/handle-batch.ts';
import { defaultProtocol } from '../../../shared/contracts/protocol.ts';
import {
  commonPseudonymiser,
  pseudonymisers,
  studyPseudonymiser,
} from '../../../shared/events/pseudonyms/pseudonymiser.ts';
import { mendedRejects } from '../../../shared/imports/mended-rejects.ts';
import { settingsOf } from '../../../shared/ledger/settings.ts';
import { batch, deployment, judgmentsOf, message, NAME, people, SECRET, vote } from './deployment.ts';

type World = ReturnType<typeof deployment>;

const common = commonPseudonymiser(SECRET);
const DONE = { batchItemFailures: [] };
const minute = () => 60_000;

/** Begins the study as a version without keys per study did. */
const beginAsBefore = ({ store }: World) =>
  store.open('moove', settingsOf(defaultProtocol(), common.fingerprint));

const send = (world: World, ...events: object[]) =>
  handleBatch(batch(message(JSON.stringify(events), events)), world, minute);

function drop(world: World, key: string, content: string) {
  world.exports.write(key, content);
  const detail = { bucket: { name: 'exports' }, object: { key, etag: 'e1' } };
  const event = { 'detail-type': 'Object Created', detail };
  return handleAnnouncements(batch(message('1', event)), world, () => 900_000);
}

async function cliniciansOf({ store }: World, study = 'moove'): Promise<string[]> {
  const found: string[] = [];
  for await (const { clinician } of (await store.existing(study))!.participants()) found.push(clinician);
  return found;
}

/** A world in which another container begins the study in the old way, after this one has found no settings. */
function raced(): World {
  const world = deployment();
  let isBegun = false;
  const store = {
    ...world.store,
    settings: async (study: string) => {
      const found = await world.store.settings(study);
      if (!isBegun) await beginAsBefore(world);
      isBegun = true;
      return found;
    },
  };
  const stores = { ...world.stores, store };
  return { ...world, store, stores, pseudonymisers: pseudonymisers(SECRET, store) };
}

const CSV =
  'clinician,specialty,at,first,second,outcome\n' +
  [1, 2, 3].map((day) => `${NAME},cardiology,2026-03-0${day}T09:30:00Z,m1,m2,first\n`).join('') +
  `${NAME},cardiology,2026-03-04T09:30:00Z,m1,m2,nobody\n`;

test('one clinician has unrelated pseudonyms in two studies', async () => {
  const world = deployment();
  world.exports.write('protocols/other.json', '{}');
  expect(await send(world, vote('a'), vote('a', { study: 'other' }))).toEqual(DONE);
  const [first, second] = [await cliniciansOf(world), await cliniciansOf(world, 'other')];
  expect(first).toEqual([people.pseudonymOf(NAME)]);
  expect(second).toEqual([studyPseudonymiser(SECRET, 'other').pseudonymOf(NAME)]);
  const prints = await Promise.all(['moove', 'other'].map((study) => world.store.settings(study)));
  expect(new Set([common.fingerprint, ...prints.map((one) => one?.secretFingerprint)]).size).toBe(3);
});

test('a study that was begun under common pseudonyms goes on under them, by the queue and by files', async () => {
  const world = deployment();
  await beginAsBefore(world);
  expect(await send(world, vote('a'))).toEqual(DONE);
  expect(await drop(world, 'exports/moove/a.jsonl', JSON.stringify(vote('a')))).toEqual(DONE);
  expect(world.exports.jsonOf('receipts/moove/a.jsonl/e1/receipt.json')).toMatchObject({ duplicate: 1 });
  expect(await cliniciansOf(world)).toEqual([common.pseudonymOf(NAME)]);
});

test('a message that meets a study begun in the old way meanwhile counts once, under the pseudonyms of the study', async () => {
  const world = raced();
  expect(await send(world, vote('a'), vote('b', { outcome: 'x' }))).toEqual(DONE);
  expect(await send(world, vote('a'), vote('c'))).toEqual(DONE);
  expect(await cliniciansOf(world)).toEqual([common.pseudonymOf(NAME)]);
  expect(world.telemetry.counts.get('EventsRecorded')).toBe(2);
  expect(world.telemetry.counts.get('Duplicates')).toBe(1);
  expect(world.telemetry.counts.get('SettingsRefused')).toBeUndefined();
  expect(world.telemetry.counts.get('Retries')).toBe(0);
});

test('a file that meets a study begun in the old way meanwhile is read again, and counts once', async () => {
  const world = raced();
  expect(await drop(world, 'exports/moove/a.csv', CSV)).toEqual(DONE);
  const receipt = world.exports.jsonOf('receipts/moove/a.csv/e1/receipt.json');
  expect(receipt).toMatchObject({ status: 'finished', rows: 4, recorded: 3, rejected: 1 });
  expect(await cliniciansOf(world)).toEqual([common.pseudonymOf(NAME)]);
  // Rows without ids are identified by the pseudonym. The same rows of another file are therefore duplicates.
  expect(await drop(world, 'exports/moove/b.csv', CSV)).toEqual(DONE);
  expect(world.exports.jsonOf('receipts/moove/b.csv/e1/receipt.json')).toMatchObject({ duplicate: 3 });
});

test('an import that was surveyed before its study was begun in the old way is surveyed again', async () => {
  const world = deployment();
  const key = 'exports/moove/a.csv';
  world.exports.write(key, CSV);
  // The first worker dies when it opens the study. By then it has surveyed the file.
  const dying = { ...world.store, open: async () => Promise.reject(new Error('died')) };
  await drop({ ...world, stores: { ...world.stores, store: dying } }, key, CSV);
  const surveyed = async () =>
    (await world.stores.imports.read({ study: 'moove', object: 'a.csv', version: 'e1', mapping: '' }))
      ?.survey;
  expect(await surveyed()).toContain(people.pseudonymOf(NAME).slice(0, 8));
  await beginAsBefore(world);
  const resumed = { ...world, pseudonymisers: pseudonymisers(SECRET, world.store) };
  expect(await drop(resumed, key, CSV)).toEqual(DONE);
  expect(await cliniciansOf(world)).toEqual([common.pseudonymOf(NAME)]);
  expect(world.exports.jsonOf('receipts/moove/a.csv/e1/receipt.json')).toMatchObject({ recorded: 3 });
  expect(await surveyed()).toContain(common.pseudonymOf(NAME).slice(0, 8));
});

test('a reject that was written before its study was begun in the old way is resent under the right pseudonym', async () => {
  const world = deployment();
  await send(world, vote('a', { outcome: 'x' }));
  await beginAsBefore(world);
  const [key] = world.exports.keys('rejects/moove/');
  const text = world.exports.textOf(key!).replace('"x"', '"first"');
  const restarted = pseudonymisers(SECRET, world.store);
  const [mended] = mendedRejects(text, '2026-03-01T00:00:00Z', await restarted.of('moove'));
  expect(mended).toMatchObject({ event: { judgment: 'a', pseudonym: common.pseudonymOf(NAME) } });
});

test('a writer with another secret is refused, whichever way the study was begun', async () => {
  for (const begin of [beginAsBefore, async () => {}]) {
    const world = deployment();
    await begin(world);
    await send(world, vote('a'));
    const stranger = { ...world, pseudonymisers: pseudonymisers('another secret', world.store) };
    expect((await send(stranger, vote('b'))).batchItemFailures).toHaveLength(1);
    expect(world.telemetry.counts.get('SettingsRefused')).toBe(1);
    await drop(stranger, 'exports/moove/a.csv', CSV);
    const receipt = world.exports.jsonOf('receipts/moove/a.csv/e1/receipt.json');
    expect(receipt).toMatchObject({ status: 'failed', recorded: 0 });
    expect(receipt.message).toContain('another pseudonymisation secret');
    expect(await cliniciansOf(world)).toHaveLength(1);
  }
});

test('a pseudonym is read in a file of an operator, and refused in the file of an owner', async () => {
  const world = deployment();
  const { clinician: _, ...rest } = vote('a');
  const content = JSON.stringify({ ...rest, pseudonym: people.pseudonymOf(NAME) });
  await drop(world, 'exports/moove/operator/moove/a.jsonl', content);
  expect(await cliniciansOf(await begun(world))).toEqual([]);
  const rejects = world.exports.textOf('receipts/moove/exports/operator/moove/a.jsonl/e1/rejects.jsonl');
  expect(JSON.parse(rejects)).toMatchObject({
    reason: 'invalid_value',
    field: 'pseudonym',
    message: expect.stringMatching(/operator\/<study>\/.*field clinician/),
  });
  await drop(world, 'operator/moove/a.jsonl', content);
  expect(world.exports.jsonOf('receipts/moove/operator/a.jsonl/e1/receipt.json')).toMatchObject({
    recorded: 1,
  });
  expect(await judgmentsOf(world)).toEqual(['a']);
});

async function begun(world: World): Promise<World> {
  await world.store.open('moove', settingsOf(defaultProtocol(), people.fingerprint));
  return world;
}

test('a log names a file by an id, and never by its name', async () => {
  const world = deployment();
  const key = 'exports/moove/votes of Dr. Ann Who.csv';
  await drop(world, key, CSV);
  await drop(world, 'exports/Ann Who/a.csv', CSV);
  await drop(world, 'exports/moove/Ann/', '');
  world.exports.interrupt = () => {
    throw new Error('S3 does not answer');
  };
  await drop(world, key, CSV);
  const log = world.telemetry.log.join('\n');
  expect(log).not.toMatch(/Ann|\.csv/);
  expect(log).toMatch(/"import finished" \{"study":"moove","file":"[\w-]{16}"/);
});
