import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ALL_GROUPS, groupOf, type Pseudonym } from '../../shared/ledger/cells/cell.ts';
import { dynamoStores } from '../../shared/ledger/dynamodb/index.ts';
import { judgmentKey } from '../../shared/ledger/dynamodb/items.ts';
import type { ScannedJudgments, StudyStore } from '../../shared/ledger/port.ts';
import { record } from '../../shared/ledger/run.ts';
import { seededRandom } from '../../shared/lib/random.ts';
import { CLINICIANS, SETTINGS } from '../support/arbitrary-events.ts';
import { PRESENT_ENGINES, skipAbsentEngines } from '../support/engines.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { siteOf } from '../support/faults/call.ts';
import { FAULTS } from '../support/faults/wording.ts';
import { type LocalTables, localClient, startLocalTables } from '../support/local-tables.ts';
import { ReadMeter } from '../support/read-meter.ts';
import { plainVote } from './plain-vote.ts';

const VOTES = Array.from({ length: 30 }, (_, index) => plainVote(index));
/** A page has a megabyte, so these texts make many pages of few items. */
const LONG = 'x'.repeat(200_000);
const LONG_ITEMS = 60;
/** Strongly consistent reads of 4 KB in a page of a megabyte. */
const UNITS_PER_PAGE = 256;
const UNITS_PER_ITEM = Math.ceil(LONG.length / 4096);
const SEGMENTS = 4;

const pseudonym = (number: number) => number.toString(16).padStart(4, '0').padEnd(32, 'e') as Pseudonym;

skipAbsentEngines();

describe.each(PRESENT_ENGINES)('a scan of a ledger in $engine.label', ({ engine }) => {
  let local: LocalTables;
  let store: StudyStore;
  /** Puts judgments with long texts, each by another clinician. */
  const putLong = async (study: string) => {
    for (let number = 0; number < LONG_ITEMS; number++) {
      const key = judgmentKey(study, { clinician: pseudonym(number), judgment: 'long' });
      const Item = { ...key, v: { N: '1' }, s: { S: 'queue' }, t: { S: LONG } };
      await local.client.send(new PutItemCommand({ TableName: local.tables.ledger, Item }));
    }
  };
  const taken = async (scan: ScannedJudgments | null, clinicians: readonly Pseudonym[]) => {
    const takes = ALL_GROUPS.map((group) => scan!.take(group));
    const rows = await Promise.all(
      clinicians.map((clinician) => Array.fromAsync(takes[groupOf(clinician)]!(clinician))),
    );
    return { rows, again: await Array.fromAsync(takes[groupOf(clinicians[0]!)]!(clinicians[0]!)) };
  };
  const queried = (clinicians: readonly Pseudonym[]) =>
    Promise.all(clinicians.map((clinician) => Array.fromAsync(store.judgments(clinician))));

  beforeAll(async () => {
    local = await startLocalTables(engine);
    store = await dynamoStores(local.client, local.tables).store.open('study', SETTINGS);
    await record(store, VOTES, { source: 'queue', maxJudgments: 10, lookup: false });
  });
  afterAll(() => local?.stop());

  test('gives each clinician once the judgments that a query gives', async () => {
    const { rows, again } = await taken(await store.scan!(), CLINICIANS);
    expect(rows).toEqual(await queried(CLINICIANS));
    expect(rows.flat()).toHaveLength(VOTES.length);
    expect(again).toEqual([]);
  });

  test('reads all pages of all segments, and skips studies whose names begin in the same way', async () => {
    await putLong('study');
    const other = await dynamoStores(local.client, local.tables).store.open('study-2', SETTINGS);
    const votes = VOTES.map((vote) => ({ ...vote, study: 'study-2' }));
    await record(other, votes, { source: 'queue', maxJudgments: 10, lookup: false });
    const client = localClient(local.endpoint);
    const meter = new ReadMeter(client);
    const own = (await dynamoStores(client, local.tables).store.existing('study'))!;
    const clinicians = [
      ...CLINICIANS,
      ...Array.from({ length: LONG_ITEMS }, (_, number) => pseudonym(number)),
    ];
    const { rows } = await taken(await own.scan!(), clinicians);
    expect(rows).toEqual(await queried(clinicians));
    expect(rows.flat()).toHaveLength(VOTES.length + LONG_ITEMS);
    expect(meter.requests.get('ScanCommand')).toBeGreaterThan(2 * SEGMENTS);
    client.destroy();
  });

  // The trials of `test/faults` have small studies, which are not scanned.
  test.each(FAULTS.filter((fault) => fault !== 'conflict'))(
    'is complete or fails if one of its pages meets the fault %s',
    async (fault) => {
      const site = 'dynamodb Scan ledger';
      let left = 1;
      const proxy = await startFaultProxy(
        { dynamodb: local.endpoint },
        {
          choose: (call) => (siteOf(call) === site && left-- > 0 ? fault : undefined),
          random: seededRandom(1).uniform,
          stallMs: 50,
        },
      );
      const client = localClient(proxy.endpoints.dynamodb);
      const own = (await dynamoStores(client, local.tables).store.existing('study'))!;
      const scan = await own.scan!().catch(() => own.scan!());
      expect((await taken(scan, CLINICIANS)).rows).toEqual(await queried(CLINICIANS));
      expect(proxy.sites.get(site)?.[fault]).toBe(1);
      client.destroy();
      await proxy.close();
    },
  );

  test('ends after one page per segment if other studies have more than a third of these pages, at 1,024 read units', async () => {
    await putLong('other');
    const client = localClient(local.endpoint);
    const meter = new ReadMeter(client);
    const own = (await dynamoStores(client, local.tables).store.existing('study'))!;
    meter.units = 0;
    expect(await own.scan!()).toBeNull();
    expect(meter.requests.get('ScanCommand')).toBe(SEGMENTS);
    // A page ends with the item that passes its limit.
    expect(meter.units).toBeLessThanOrEqual(SEGMENTS * (UNITS_PER_PAGE + UNITS_PER_ITEM));
    expect(meter.units).toBeGreaterThan(SEGMENTS * (UNITS_PER_PAGE - UNITS_PER_ITEM));
    client.destroy();
  });
});
