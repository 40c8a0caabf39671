import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { dynamoStores } from '../../shared/ledger/dynamodb/index.ts';
import { importIdOf } from '../../shared/ledger/import-log/import-id.ts';
import { recount } from '../../shared/ledger/maintenance/recount.ts';
import { record } from '../../shared/ledger/run.ts';
import { SETTINGS } from '../support/arbitrary-events.ts';
import { countersOf, ledgerOf } from '../support/books.ts';
import { PRESENT_ENGINES, skipAbsentEngines } from '../support/engines.ts';
import { type LocalTables, localClient, startLocalTables } from '../support/local-tables.ts';
import { NOW, plainVote } from './plain-vote.ts';

/** Attempts of the SDK per request. */
const ATTEMPTS = 3;

skipAbsentEngines();

describe.each(PRESENT_ENGINES)('lost answers of $engine.label', ({ engine }) => {
  let local: LocalTables;
  let client: DynamoDBClient;
  /** Number of answers that will be lost, by operation. */
  const losing = new Map<string, number>();
  beforeAll(async () => {
    local = await startLocalTables(engine);
    client = localClient(local.endpoint);
    client.middlewareStack.add(
      (next, context) => async (request) => {
        const answer = await next(request);
        const left = losing.get(context.commandName ?? '') ?? 0;
        if (left === 0) return answer;
        losing.set(context.commandName ?? '', left - 1);
        throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
      },
      { step: 'deserialize', priority: 'low' },
    );
  });
  afterEach(() => {
    for (const [command, left] of losing) expect({ command, left }).toEqual({ command, left: 0 });
    losing.clear();
  });
  afterAll(async () => {
    client?.destroy();
    await local?.stop();
  });

  let studies = 0;
  const begin = async () => {
    const { store: stores, imports } = dynamoStores(client, local.tables);
    const store = await stores.open(`lost-${++studies}`, SETTINGS);
    return { store, imports, identity: { study: store.study, object: 'o', version: 'v', mapping: '' } };
  };
  const votes = Array.from({ length: 6 }, (_, index) => plainVote(index));
  const QUEUE = { source: 'queue', maxJudgments: 10, lookup: false };
  const outcomes = async (results: ReturnType<typeof record>) =>
    new Set((await results).map((result) => ('outcome' in result ? result.outcome : result)));

  test('make the SDK repeat a transaction with the same token, so that it counts once', async () => {
    const { store } = await begin();
    losing.set('TransactWriteItemsCommand', ATTEMPTS - 1);
    expect(await outcomes(record(store, votes, QUEUE))).toEqual(new Set(['recorded']));
    expect(await countersOf(store)).toEqual({ '1#cardiology#x#y w1': 4, '2#cardiology#x#y w1': 2 });
  });

  test('cause a new transaction if all attempts of one lose their answers, and the new transaction finds duplicates', async () => {
    const { store } = await begin();
    losing.set('TransactWriteItemsCommand', ATTEMPTS);
    expect(await outcomes(record(store, votes, QUEUE))).toEqual(new Set(['duplicate']));
    expect(await countersOf(store)).toEqual({ '1#cardiology#x#y w1': 4, '2#cardiology#x#y w1': 2 });
    expect(await countersOf(store)).toEqual(await ledgerOf(store));
  });

  test('do not change the receipt of an import, even if every attempt loses its answer', async () => {
    const { store, imports, identity } = await begin();
    const { epoch } = await imports.takeOver(identity, NOW);
    const importId = importIdOf(identity);
    losing.set('TransactWriteItemsCommand', ATTEMPTS);
    const options = { source: `${importId}/0`, maxJudgments: 100, lookup: true, import: { importId, epoch } };
    const results = await record(store, votes, options);
    expect(results).toMatchObject(votes.map(() => ({ outcome: 'recorded', counted: true })));
    expect((await imports.read(identity))?.committed).toEqual(new Map([['recorded', 6]]));
  });

  test('do not repeat the takeover, the checkpoint or the end of an import', async () => {
    const { imports, identity } = await begin();
    losing.set('UpdateItemCommand', ATTEMPTS - 1);
    expect(await imports.takeOver(identity, NOW)).toMatchObject({ epoch: 1, stalled: 0 });
    losing.set('UpdateItemCommand', 1);
    expect(await imports.takeOver(identity, NOW)).toMatchObject({ epoch: 2, stalled: 1 });
    losing.set('UpdateItemCommand', 1);
    const settled = {
      position: 3,
      place: null,
      unchanged: new Map([['duplicate', 3]]),
      rejects: new Map([['unparsable', 1]]),
      notes: new Map(),
    };
    expect(await imports.checkpoint(identity, 2, settled)).toBe(true);
    expect(await imports.read(identity)).toMatchObject(settled);
    losing.set('UpdateItemCommand', 1);
    expect(await imports.finish(identity, 2, 'finished')).toBe(true);
  });

  test('do not correct a counter twice, even if the command fails and is repeated', async () => {
    const { store } = await begin();
    await record(store, votes, QUEUE);
    const spoil = { group: 1, specialty: 'cardiology', x: 'x', y: 'y', counts: new Map([['w1', 3]]) };
    const statuses = async () =>
      (await Array.fromAsync(recount(store, { groups: [1], fix: true }))).map(({ status }) => status);
    await store.commit({ judgments: [], cells: [spoil] });
    losing.set('TransactWriteItemsCommand', ATTEMPTS - 1);
    expect(await statuses()).toEqual(['fixed']);
    expect(await countersOf(store)).toEqual(await ledgerOf(store));

    await store.commit({ judgments: [], cells: [spoil] });
    losing.set('TransactWriteItemsCommand', ATTEMPTS);
    await expect(statuses()).rejects.toThrow('socket hang up');
    expect(await statuses()).toEqual(['equal']);
    expect(await countersOf(store)).toEqual(await ledgerOf(store));
  });

  test('do not stop settings from being frozen and used', async () => {
    losing.set('PutItemCommand', 1);
    const { store } = await begin();
    expect(store.settings).toEqual(SETTINGS);
  });
});
