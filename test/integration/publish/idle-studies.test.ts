import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishStudies } from '../../../functions/publish-snapshot/publish-studies.ts';
import type { Telemetry } from '../../../functions/support/telemetry.ts';
import { studyOrdersKey } from '../../../shared/contracts/study-orders.ts';
import { protocolSource } from '../../../shared/events/protocols/protocol-source.ts';
import { dynamoStores } from '../../../shared/ledger/dynamodb/index.ts';
import { erase } from '../../../shared/ledger/maintenance/erase.ts';
import { recount } from '../../../shared/ledger/maintenance/recount.ts';
import type { StudyStore } from '../../../shared/ledger/port.ts';
import { record } from '../../../shared/ledger/run.ts';
import { plainVote } from '../../contract/plain-vote.ts';
import { CLINICIANS, SETTINGS } from '../../support/arbitrary-events.ts';
import { type LocalTables, localClient, startLocalTables } from '../../support/local-tables.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';
import { ReadMeter } from '../../support/read-meter.ts';

/** Objects that also record the keys of their reads and listings. */
class WatchedObjects extends MemoryObjectStore {
  readonly read: string[] = [];
  override get(key: string) {
    this.read.push(key);
    return super.get(key);
  }
  override text(key: string) {
    this.read.push(key);
    return super.text(key);
  }
  override async *list(prefix: string) {
    this.read.push(`${prefix}*`);
    yield* super.list(prefix);
  }
}

const SILENT: Telemetry = {
  count: () => {},
  countRun: () => {},
  countRejects: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
};

let local: LocalTables;
beforeAll(async () => {
  local = await startLocalTables();
});
afterAll(() => local?.stop());

let deployments = 0;

/** One study in real tables, and runs of publish-snapshot at every quarter of an hour. */
class Deployment {
  readonly study = `study-${++deployments}`;
  readonly exports = new WatchedObjects();
  readonly snapshots = new WatchedObjects();
  codeVersion = '0.1.0+00000000';
  #votes = 0;
  #now = Date.UTC(2026, 2, 1);

  constructor() {
    this.exports.write(`protocols/${this.study}.json`, '{}');
  }

  /** The study as a new process of a writer sees it. */
  open(): Promise<StudyStore> {
    return dynamoStores(local.client, local.tables).store.open(this.study, SETTINGS);
  }

  async vote(count = 1): Promise<void> {
    const events = Array.from({ length: count }, () => ({ ...plainVote(this.#votes++), study: this.study }));
    await record(await this.open(), events, { source: 'queue', maxJudgments: 10, lookup: false });
  }

  /** Runs publish-snapshot in a new process. @returns the result of the study, and the requests to DynamoDB and S3 */
  async run(named = false) {
    this.#now += 15 * 60_000;
    const client = localClient(local.endpoint);
    const meter = new ReadMeter(client);
    for (const { read } of [this.exports, this.snapshots]) read.length = 0;
    try {
      const outcomes = await publishStudies(named ? this.study : undefined, {
        store: dynamoStores(client, local.tables).store,
        protocols: protocolSource(this.exports),
        exports: this.exports,
        snapshots: this.snapshots,
        codeVersion: this.codeVersion,
        telemetry: SILENT,
        now: () => this.#now,
      });
      const objects = [...this.exports.read, ...this.snapshots.read];
      return { outcome: outcomes[this.study], units: meter.units, requests: meter.requests, objects };
    } finally {
      client.destroy();
    }
  }

  /** Runs publish-snapshot until the study is idle. @returns the results before */
  async settle(): Promise<(string | undefined)[]> {
    const outcomes: (string | undefined)[] = [];
    for (;;) {
      const { outcome } = await this.run();
      if (outcome === 'idle') return outcomes;
      outcomes.push(outcome);
      if (outcomes.length > 5) throw new Error('the study does not become idle');
    }
  }
}

test('an idle study costs one read unit per run, and no read of cells, judgments, receipts or rejects', async () => {
  const deployment = new Deployment();
  await deployment.vote(60);
  const looking = await deployment.run();
  expect(looking).toMatchObject({ outcome: 'published' });
  expect(looking.requests.get('QueryCommand')).toBeGreaterThan(3 * 32);
  expect(await deployment.settle()).toEqual(['unchanged', 'unchanged']);

  const { units, requests, objects } = await deployment.run();
  expect([...requests]).toEqual([['GetItemCommand', 1]]);
  expect(units).toBe(1);
  const { study } = deployment;
  expect(objects.sort()).toEqual([
    'index.html',
    `looks/${study}.json`,
    'protocols/*',
    `protocols/${study}.json`,
    'public/*',
    'public/index.html',
    'snapshots/*',
    `snapshots/${study}/history.json`,
  ]);
});

test.each<[string, (deployment: Deployment) => Promise<unknown>]>([
  ['a vote', (deployment) => deployment.vote()],
  [
    'a new country of a known clinician',
    async (deployment) => (await deployment.open()).enter([{ clinician: CLINICIANS[0], countries: ['KE'] }]),
  ],
  [
    'a new protocol',
    async ({ exports, study }) => exports.write(`protocols/${study}.json`, '{ "title": "New" }'),
  ],
  [
    'a new version of the code',
    async (deployment) => {
      deployment.codeVersion = '0.1.0+00000001';
    },
  ],
  ['an erasure', async (deployment) => erase(await deployment.open(), CLINICIANS[0], { settling: 0 })],
  [
    'a correction of a counter',
    async (deployment) => {
      const store = await deployment.open();
      const cell = { group: 1, specialty: 'cardiology', x: 'x', y: 'y' };
      await store.commit({ judgments: [], cells: [{ ...cell, counts: new Map([['w1', 5]]) }] });
      await deployment.settle();
      for await (const { status } of recount(await deployment.open(), { groups: [1], fix: true }))
        expect(status).toBe('fixed');
    },
  ],
])('after %s, the next run publishes an idle study again', async (_, change) => {
  const deployment = new Deployment();
  await deployment.vote(9);
  await deployment.settle();
  await change(deployment);
  expect(await deployment.run()).toMatchObject({ outcome: 'published' });
});

test('after an order to release, the next run reads an idle study once', async () => {
  const deployment = new Deployment();
  const { exports, study } = deployment;
  exports.write(`protocols/${study}.json`, '{ "public": true }');
  await deployment.vote(9);
  await deployment.settle();
  const release = { id: '9b2f8a86-5a3c-4c0e-9a52-0d6b3a1c7e11', at: '2026-03-01T09:30:00Z' };
  exports.write(studyOrdersKey(study), JSON.stringify({ schemaVersion: 1, study, release }));
  expect(await deployment.run()).toMatchObject({ outcome: 'unchanged' });
  expect(await deployment.run()).toMatchObject({ outcome: 'idle' });
});

test('a run that is asked for one study reads it, even if it is idle', async () => {
  const deployment = new Deployment();
  await deployment.vote(9);
  await deployment.settle();
  expect(await deployment.run(true)).toMatchObject({ outcome: 'unchanged' });
});

test('a run that failed at any write is no look, so the next run reads the study', async () => {
  const deployment = new Deployment();
  await deployment.vote(9);
  await deployment.settle();
  await deployment.vote();
  for (const objects of [deployment.snapshots, deployment.exports]) {
    const put = objects.put.bind(objects);
    objects.put = async () => {
      throw new Error('503');
    };
    await expect(deployment.run()).rejects.toThrow('not published');
    objects.put = put;
  }
  // The second run published the snapshot, and failed when it wrote its look.
  expect(await deployment.run()).toMatchObject({ outcome: 'unchanged' });
});

test('a pilot that is idle is looked at again after an order to lock it', async () => {
  const deployment = new Deployment();
  const { study, exports, snapshots } = deployment;
  exports.write(`protocols/${study}.json`, '{ "pilot": true }');
  await deployment.vote(60);
  await deployment.settle();
  exports.write(
    studyOrdersKey(study),
    JSON.stringify({ schemaVersion: 1, study, lock: '2026-03-01T00:00:00Z' }),
  );
  expect(await deployment.run()).toMatchObject({ outcome: 'published' });
  expect(snapshots.contents.has(`snapshots/${study}/lock.json`)).toBe(true);
  expect(await deployment.run()).toMatchObject({ outcome: 'idle' });
});
