import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DatabaseServer } from '../../../cli/local-stack/database-engine.ts';
import { startDynamoDb } from '../../../cli/local-stack/dynamodb.ts';
import { createTables } from '../../../cli/local-stack/tables.ts';
import { seededRandom } from '../../../shared/lib/random.ts';
import { type FaultOptions, type FaultProxy, startFaultProxy } from '../../support/fault-proxy.ts';
import { atRates, calm } from '../../support/faults/choose.ts';
import type { Fault } from '../../support/faults/wording.ts';
import { until } from '../../support/until.ts';

const settings = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
};
const TableName = 'ledger';

let database: DatabaseServer;
let real: DynamoDBClient;
beforeAll(async () => {
  database = await startDynamoDb();
  real = new DynamoDBClient({ ...settings, endpoint: database.endpoint });
  const keySchema = [{ AttributeName: 'pk', KeyType: 'HASH' }];
  const attributes = [{ AttributeName: 'pk', AttributeType: 'S' }];
  await createTables(real, [{ logicalId: 'L', name: TableName, keySchema, attributes, globalIndexes: [] }]);
});
afterAll(async () => {
  real.destroy();
  await database.stop();
});

async function through<T>(
  {
    seed,
    rates,
    stall,
  }: { seed: number; rates: Partial<Record<Fault, number>>; stall?: FaultOptions['stall'] },
  act: (client: DynamoDBClient, proxy: FaultProxy<'dynamodb'>) => Promise<T>,
): Promise<T> {
  const { uniform: random } = seededRandom(seed);
  const proxy = await startFaultProxy(
    { dynamodb: database.endpoint },
    { choose: atRates(rates, random), random, ...(stall && { stall }) },
  );
  const client = new DynamoDBClient({ ...settings, endpoint: proxy.endpoints.dynamodb });
  try {
    return await act(client, proxy);
  } finally {
    client.destroy();
    await proxy.close();
  }
}

const put = (pk: string) => new PutItemCommand({ TableName, Item: { pk: { S: pk } } });
const exists = async (pk: string) =>
  (await real.send(new GetItemCommand({ TableName, Key: { pk: { S: pk } }, ConsistentRead: true }))).Item !==
  undefined;
const transaction = (...keys: string[]) =>
  new TransactWriteItemsCommand({
    TransactItems: keys.map((pk) => ({ Put: { TableName, Item: { pk: { S: pk } } } })),
  });

test('a call with the fault failBefore has no effect, and one with failAfter takes effect', async () => {
  await through({ seed: 1, rates: { failBefore: 1 } }, async (client) => {
    await expect(client.send(put('before'))).rejects.toThrow();
  });
  await through({ seed: 1, rates: { failAfter: 1 } }, async (client) => {
    await expect(client.send(put('after'))).rejects.toThrow();
  });
  expect(await exists('before')).toBe(false);
  expect(await exists('after')).toBe(true);
});

test('a conflict cancels a transaction without effect, with a reason for every action', async () => {
  const error = await through({ seed: 2, rates: { conflict: 1 } }, (client) =>
    client.send(transaction('c1', 'c2', 'c3')).catch((caught: unknown) => caught),
  );
  expect(error).toBeInstanceOf(TransactionCanceledException);
  const codes = (error as TransactionCanceledException).CancellationReasons?.map(({ Code }) => Code);
  expect(codes?.toSorted()).toEqual(['None', 'None', 'TransactionConflict']);
  expect(await exists('c1')).toBe(false);
});

test('throttling uses each of the possible errors of DynamoDB', async () => {
  const names = await through({ seed: 3, rates: { throttle: 1 } }, async (client) => {
    const calls = Array.from({ length: 30 }, () =>
      client.send(transaction('t1', 't2')).catch((error: Error) => error.name),
    );
    return Promise.all(calls);
  });
  expect([...new Set(names)].toSorted()).toEqual([
    'ProvisionedThroughputExceededException',
    'ThrottlingException',
    'TransactionCanceledException',
  ]);
  expect(await exists('t1')).toBe(false);
});

test('a call with the fault garbage takes effect, and its answer is unreadable', async () => {
  await through({ seed: 6, rates: { garbage: 1 } }, async (client) => {
    await expect(client.send(put('garbled'))).rejects.toThrow();
  });
  expect(await exists('garbled')).toBe(true);
});

test('a stall delays only the answer to a call that took effect', async () => {
  const stalled = Promise.withResolvers<void>();
  await through({ seed: 4, rates: { stall: 1 }, stall: () => stalled.promise }, async (client) => {
    let answered = false;
    const sent = client.send(put('stalled')).then(() => {
      answered = true;
    });
    await until('the item to be there', () => exists('stalled'));
    expect(answered).toBe(false);
    stalled.resolve();
    await sent;
  });
});

test('the same seed gives the same counted faults, and calm ends them', async () => {
  const rates = { failBefore: 0.3, throttle: 0.3 };
  const fates = () =>
    through({ seed: 5, rates }, async (client, proxy) => {
      const names: string[] = [];
      for (let call = 0; call < 20; call += 1) {
        names.push(
          await client.send(put('seeded')).then(
            () => 'passed',
            (error: Error) => error.name,
          ),
        );
      }
      const { passed, failBefore, throttle } = proxy.total();
      expect(passed + failBefore + throttle).toBe(20);
      expect(failBefore).toBeGreaterThan(0);
      expect(failBefore + throttle).toBe(20 - names.filter((name) => name === 'passed').length);
      proxy.choose(calm);
      for (let call = 0; call < 20; call += 1) await client.send(put('seeded'));
      expect(proxy.total()).toMatchObject({ passed: passed + 20, failBefore, throttle });
      return names;
    });
  expect(await fates()).toEqual(await fates());
});
