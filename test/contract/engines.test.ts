import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BatchGetItemCommand, DynamoDBClient, TransactGetItemsCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENGINES, type EngineName } from '../../cli/local-stack/dynamodb.ts';
import { clientSettings } from '../../cli/local-stack/endpoints.ts';
import { PARTICIPANT_MARK } from '../../shared/ledger/dynamodb/items.ts';
import { PRESENT_ENGINES, skipAbsentEngines } from '../support/engines.ts';
import { type LocalTables, startLocalTables } from '../support/local-tables.ts';
import { N, outcome, type Probe, put, putAction, S, sortKeys, transact } from './engine-calls/call.ts';
import { items } from './engine-calls/items.ts';
import { reading } from './engine-calls/reading.ts';
import { transactions } from './engine-calls/transactions.ts';

const CALLS = [...transactions, ...items, ...reading];

describe('the page on the local database', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/local-database.md'), 'utf8');
  /** The rows of the page's table: the claim, then a column per engine. */
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split('|').map((cell) => cell.trim()));

  test('lists the claims about AWS that do not hold on an engine, and no others', () => {
    const differing = CALLS.filter(({ differs }) => differs).map(({ claim }) => claim);
    expect(rows.map(([, claim]) => claim).filter((claim) => claim?.endsWith('.'))).toEqual(differing);
  });

  test.each(Object.keys(ENGINES) as EngineName[])('states for each claim whether it holds on %s', (name) => {
    const column = 2 + Object.keys(ENGINES).indexOf(name);
    for (const { claim, differs } of CALLS.filter((call) => call.differs)) {
      const said = rows.find(([, first]) => first === claim)?.[column];
      if (differs && name in differs) expect(said, claim).not.toBe('as AWS');
      else expect(said, claim).toBe('as AWS');
    }
  });
});

test('the prefix that Primum queries is the same in upper and lower case, which dynoxide does not distinguish', () => {
  expect(PARTICIPANT_MARK.toLowerCase()).toBe(PARTICIPANT_MARK.toUpperCase());
});

skipAbsentEngines();

describe.each(PRESENT_ENGINES)('$engine.label', ({ name, engine }) => {
  let local: LocalTables;
  /** Asks once and waits: a repeated request would hide the first answer. */
  let client: DynamoDBClient;
  beforeAll(async () => {
    local = await startLocalTables(engine);
    client = new DynamoDBClient({ ...clientSettings, endpoint: local.endpoint, maxAttempts: 1 });
  });
  afterAll(async () => {
    client?.destroy();
    await local?.stop();
  });

  const begin = (): Probe => ({
    client,
    table: local.tables.ledger,
    emptyTable: local.tables.counters,
    pk: randomUUID(),
  });

  describe('answers as AWS, or by a difference that is known', () => {
    test.each(CALLS)('$claim ($source)', async ({ ask, aws, differs }) => {
      const expected = differs && name in differs ? differs[name] : aws;
      expect(await ask(begin())).toEqual(expected);
    });
  });

  test('shows no reader a part of a transaction, or a cancelled transaction', async () => {
    const probe = begin();
    const { table: TableName, pk } = probe;
    const [left, right] = ['left', 'right'].map((sk) => ({ pk: S(pk), sk: S(sk) }));
    const add = (Key: typeof left) => ({
      Update: {
        TableName,
        Key,
        UpdateExpression: 'ADD n :one',
        ExpressionAttributeValues: { ':one': N(1) },
      },
    });
    const fails = {
      ConditionCheck: {
        TableName,
        Key: { pk: S(pk), sk: S('never') },
        ConditionExpression: 'attribute_exists(pk)',
      },
    };
    let writing = true;
    const write = async (writer: number) => {
      for (let round = 0; round < 15; round++) {
        await transact(probe, [add(left), add(right)]);
        const cancelled = [putAction(probe, `ghost-${writer}-${round}`), add(left), add(right), fails];
        expect(await outcome(transact(probe, cancelled))).toEqual([
          'TransactionCanceledException',
          'None',
          'None',
          'None',
          'ConditionalCheckFailed',
        ]);
      }
    };
    let last = 0;
    const readTransaction = async () => {
      const { Responses } = await client.send(
        new TransactGetItemsCommand({
          TransactItems: [left, right].map((Key) => ({ Get: { TableName, Key } })),
        }),
      );
      const [one, other] = Responses!.map(({ Item }) => Number(Item?.n?.N ?? 0));
      expect(one).toBe(other);
      expect(one).toBeGreaterThanOrEqual(last);
      last = one!;
    };
    const readItems = async () => {
      const { Responses } = await client.send(
        new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [left!], ConsistentRead: true } } }),
      );
      const seen = Number(Responses?.[TableName]?.[0]?.n?.N ?? 0);
      expect(seen).toBeGreaterThanOrEqual(last);
      expect((await sortKeys(probe)).filter((sk) => sk.startsWith('ghost'))).toEqual([]);
    };
    const read = async () => {
      while (writing) {
        await readTransaction();
        await readItems();
      }
    };
    const reader = read();
    await Promise.all(Array.from({ length: 8 }, (_, writer) => write(writer))).finally(() => {
      writing = false;
    });
    await reader;
    await readTransaction();
    expect(last).toBe(8 * 15);
    expect(await sortKeys(probe)).toEqual(['left', 'right']);
  });

  test('keeps writes that run at the same time as cancelled transactions', async () => {
    const probe = begin();
    const names = Array.from({ length: 60 }, (_, index) => `kept-${String(index).padStart(2, '0')}`);
    await put(probe, 'held');
    const cancelled = [
      ...Array.from({ length: 20 }, (_, index) => putAction(probe, `ghost-${index}`)),
      { Put: { ...putAction(probe, 'held').Put!, ConditionExpression: 'attribute_not_exists(pk)' } },
    ];
    await Promise.all(names.flatMap((sk) => [put(probe, sk), outcome(transact(probe, cancelled))]));
    expect(await sortKeys(probe)).toEqual(['held', ...names]);
  });
});
