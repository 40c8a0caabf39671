import { type DynamoDBClient, InternalServerError } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { batchGet } from '../../../shared/ledger/dynamodb/batch-get.ts';
import { ChangeMark } from '../../../shared/ledger/dynamodb/change-mark.ts';
import { dynamoStores } from '../../../shared/ledger/dynamodb/index.ts';
import { Participants } from '../../../shared/ledger/dynamodb/participants.ts';
import { queryAll } from '../../../shared/ledger/dynamodb/query.ts';
import { DynamoStudy } from '../../../shared/ledger/dynamodb/study.ts';
import type { Database } from '../../../shared/ledger/dynamodb/tables.ts';
import { EMPTY } from '../../../shared/ledger/judgment.ts';
import { CLINICIANS, SETTINGS } from '../../support/arbitrary-events.ts';

interface Command {
  readonly constructor: { readonly name: string };
  // biome-ignore lint/suspicious/noExplicitAny: the inputs of several commands, read by path
  readonly input: Record<string, any>;
}

/** A database that answers with `answer` and records its requests. */
function scripted(answer: (command: Command, count: number) => unknown) {
  const asked: Command[] = [];
  const send = async (command: Command) => answer(command, asked.push(command));
  const client = { send } as unknown as DynamoDBClient;
  const database: Database = { client, tables: { ledger: 'ledger', counters: 'counters' } };
  return { database, asked, names: () => asked.map((command) => command.constructor.name) };
}
const keys = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ pk: { S: 'study#a' }, sk: { S: `j${index}` } }));

/** A mark that sends no request. */
const noMark = new ChangeMark(scripted(() => ({})).database, 'study');

describe('reading many items', () => {
  test('requests at most 100 items at a time, with the given consistency, and returns all items', async () => {
    const { database, asked } = scripted(({ input }) => ({
      Responses: { ledger: input.RequestItems.ledger.Keys },
    }));
    expect(await batchGet(database, 'ledger', keys(250), true)).toEqual(keys(250));
    const requests = asked.map(({ input }) => input.RequestItems.ledger);
    expect(requests.map(({ Keys }) => Keys.length)).toEqual([100, 100, 50]);
    expect(requests.every(({ ConsistentRead }) => ConsistentRead)).toBe(true);
    await batchGet(database, 'ledger', keys(1), false);
    expect(asked.at(-1)?.input.RequestItems.ledger.ConsistentRead).toBe(false);
  });

  test('repeats the request for unprocessed keys', async () => {
    const { database, asked } = scripted(({ input }, count) => {
      const { Keys } = input.RequestItems.ledger;
      return count === 1
        ? { Responses: { ledger: Keys.slice(0, 1) }, UnprocessedKeys: { ledger: { Keys: Keys.slice(1) } } }
        : { Responses: { ledger: Keys }, UnprocessedKeys: {} };
    });
    expect(await batchGet(database, 'ledger', keys(3), false)).toEqual(keys(3));
    expect(asked.map(({ input }) => input.RequestItems.ledger.Keys.length)).toEqual([3, 2]);
  });
});

test('a query reads all pages', async () => {
  const { database, asked } = scripted(({ input }) => {
    const page = input.ExclusiveStartKey ? Number(input.ExclusiveStartKey.sk.S) : 0;
    return { Items: keys(1), ...(page < 2 ? { LastEvaluatedKey: { sk: { S: `${page + 1}` } } } : {}) };
  });
  expect(await queryAll(database, 'counters', { partition: 'study#00' })).toHaveLength(3);
  expect(asked.every(({ input }) => input.ConsistentRead)).toBe(true);
});

test('clinicians are read once, written only if data is missing, and then cached', async () => {
  const [anna, ben] = CLINICIANS;
  const { database, asked, names } = scripted((command) =>
    command.constructor.name === 'BatchGetItemCommand'
      ? {
          Responses: {
            counters: [{ pk: { S: 'study#01' }, sk: { S: `@${anna}` }, countries: { SS: ['CH'] } }],
          },
        }
      : {},
  );
  const participants = new Participants(database, 'study', noMark);
  await participants.enter([
    { clinician: anna, countries: ['CH'] },
    { clinician: ben, countries: ['KE'] },
  ]);
  expect(names()).toEqual(['BatchGetItemCommand', 'UpdateItemCommand']);
  expect(asked[1]!.input.Key.sk).toEqual({ S: `@${ben}` });
  await participants.enter([{ clinician: ben, countries: ['KE'] }]);
  await participants.enter([{ clinician: anna, countries: [] }]);
  expect(asked).toHaveLength(2);
});

test('the cache of clinicians is limited, and evicted clinicians are read again', async () => {
  const { database, names } = scripted(() => ({}));
  const participants = new Participants(database, 'study', noMark, { now: () => 0, maxKnown: 2 });
  const enter = () => participants.enter(CLINICIANS.map((clinician) => ({ clinician, countries: [] })));
  await enter();
  expect(names()).toEqual(['BatchGetItemCommand', ...CLINICIANS.map(() => 'UpdateItemCommand')]);
  await enter();
  expect(names().filter((name) => name === 'BatchGetItemCommand')).toHaveLength(2);
});

test('a server error in a transaction gives the status "busy" and is not thrown', async () => {
  const error = new InternalServerError({ $metadata: {}, message: 'try later' });
  const { database } = scripted(() => {
    throw error;
  });
  const study = new DynamoStudy(database, 'study', SETTINGS, new ChangeMark(database, 'study'));
  expect(await study.commit({ judgments: [], cells: [] })).toEqual({ status: 'busy', error });
});

const [clinician] = CLINICIANS;
const row = {
  ...{ clinician, judgment: 'j' },
  entry: { judgment: EMPTY, version: 1, source: 'queue', at: '2026-03-01T09:30:00Z' },
};
const cell = { group: 0, specialty: 'cardiology', x: 'a', y: 'b', counts: new Map([['w1', 1]]) };

test.each<[string, (study: DynamoStudy) => Promise<unknown>]>([
  ['a new clinician', (study) => study.enter([{ clinician, countries: [] }])],
  ['a judgment with its cells', (study) => study.commit({ judgments: [], cells: [cell] })],
  ['the correction of a counter', (study) => study.correct({ ...cell, version: 1 })],
  ['the mark of an erasure', (study) => study.markErased(clinician)],
  ['the removal of a judgment', (study) => study.remove(row, [])],
])(
  'the change mark is raised before %s is written, and the write is not sent if that fails',
  async (_, write) => {
    const isMark = ({ input }: Command) => input.Key?.sk.S === 'changed';
    const isWrite = (command: Command) => !/Get|Query/.test(command.constructor.name);
    const { database, asked } = scripted(() => ({}));
    await write(new DynamoStudy(database, 'study', SETTINGS, new ChangeMark(database, 'study')));
    const writes = asked.filter(isWrite);
    expect(writes.map(isMark)).toEqual([true, ...writes.slice(1).map(() => false)]);
    expect(writes.length).toBeGreaterThan(1);

    const refusing = scripted((command) => {
      if (isMark(command)) throw new InternalServerError({ $metadata: {}, message: 'try later' });
      return {};
    });
    const study = new DynamoStudy(
      refusing.database,
      'study',
      SETTINGS,
      new ChangeMark(refusing.database, 'study'),
    );
    await Promise.allSettled([write(study)]);
    expect(refusing.asked.filter(isWrite).map(isMark)).toEqual([true]);
  },
);

test('the change mark is raised before the settings of a study are frozen', async () => {
  const { database, asked, names } = scripted(() => ({}));
  await dynamoStores(database.client, database.tables).store.open('study', SETTINGS);
  expect(names()).toEqual(['GetItemCommand', 'UpdateItemCommand', 'PutItemCommand']);
  expect(asked[1]!.input.Key).toEqual({ pk: { S: 'study#@study' }, sk: { S: 'changed' } });
});
