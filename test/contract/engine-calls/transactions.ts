import { TransactionCanceledException, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import {
  type Call,
  type Item,
  N,
  outcome,
  partition,
  put,
  putAction,
  refusal,
  S,
  sortKeys,
  transact,
} from './call.ts';

const TRANSACTIONS = 'TransactWriteItems, API reference';
const HOW = 'Amazon DynamoDB Transactions: How it works';

const KB = 1024;
const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => String(index).padStart(3, '0'));
const text = (bytes: number) => S('x'.repeat(bytes));

export const transactions: readonly Call[] = [
  {
    claim: 'A transaction takes 100 actions.',
    source: TRANSACTIONS,
    ask: async (probe) => {
      const met = await outcome(
        transact(
          probe,
          numbered(100).map((sk) => putAction(probe, sk)),
        ),
      );
      return [met, (await partition(probe)).length];
    },
    aws: ['done', 100],
  },
  {
    claim: 'A transaction of 101 actions is refused.',
    source: TRANSACTIONS,
    ask: async (probe) => {
      const met = await outcome(
        transact(
          probe,
          numbered(101).map((sk) => putAction(probe, sk)),
        ),
      );
      return [met, (await partition(probe)).length];
    },
    aws: ['ValidationException', 0],
  },
  {
    claim: 'A transaction without actions is refused.',
    source: TRANSACTIONS,
    ask: (probe) => outcome(transact(probe, [])),
    aws: 'ValidationException',
  },
  {
    claim: 'A transaction takes items of 3.9 MB together.',
    source: TRANSACTIONS,
    ask: (probe) =>
      outcome(
        transact(
          probe,
          numbered(10).map((sk) => putAction(probe, sk, { t: text(390 * KB) })),
        ),
      ),
    aws: 'done',
  },
  {
    claim: 'A transaction of items of more than 4 MB together is refused.',
    source: TRANSACTIONS,
    ask: async (probe) => {
      const met = await refusal(
        transact(
          probe,
          numbered(11).map((sk) => putAction(probe, sk, { t: text(390 * KB) })),
        ),
      );
      return [met, (await partition(probe)).length];
    },
    aws: ['refused', 0],
  },
  {
    claim: 'A transaction with two actions on one item is refused.',
    source: TRANSACTIONS,
    ask: (probe) => outcome(transact(probe, [putAction(probe, 'a'), putAction(probe, 'a', { n: N(1) })])),
    aws: 'ValidationException',
  },
  {
    claim: 'A transaction on a table that does not exist is refused.',
    source: TRANSACTIONS,
    ask: (probe) => outcome(transact(probe, [putAction({ ...probe, table: 'nowhere' }, 'a')])),
    aws: 'ResourceNotFoundException',
  },
  {
    claim: 'A cancelled transaction has one reason per action in their order, with the old item on request.',
    source: 'TransactionCanceledException, in TransactWriteItems, API reference',
    ask: async (probe) => {
      await put(probe, 'b', { v: N(7), said: { L: [S('x'), S('y')] } });
      const conditions = {
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
      };
      const actions = ['a', 'b', 'c'].map((sk) => ({
        Put: { ...putAction(probe, sk).Put!, ...conditions },
      }));
      const error = await transact(probe, actions).catch((caught: unknown) => caught);
      return [reasonsOf(error), await sortKeys(probe)];
    },
    aws: [
      [
        ['None', null],
        ['ConditionalCheckFailed', { sk: S('b'), v: N(7), said: { L: [S('x'), S('y')] } }],
        ['None', null],
      ],
      ['b'],
    ],
  },
  {
    claim: 'A condition that fails on a missing item has no old item in its reason.',
    source: 'TransactionCanceledException, in TransactWriteItems, API reference',
    ask: async (probe) => {
      const { TableName, Item } = putAction(probe, 'a').Put!;
      const error = await transact(probe, [
        {
          Put: {
            TableName,
            Item,
            ConditionExpression: '#v = :seen',
            ExpressionAttributeNames: { '#v': 'v' },
            ExpressionAttributeValues: { ':seen': N(1) },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
      ]).catch((caught: unknown) => caught);
      return reasonsOf(error);
    },
    aws: [['ConditionalCheckFailed', null]],
  },
  {
    claim:
      'Conditions of Put, Update, Delete and ConditionCheck are all evaluated, and all that fail are reported.',
    source: TRANSACTIONS,
    ask: async (probe) => {
      for (const sk of ['put', 'update', 'delete', 'check', 'fine']) await put(probe, sk, { v: N(2) });
      const { table: TableName, pk } = probe;
      const condition = (sk: string, seen: number) => ({
        TableName,
        Key: { pk: S(pk), sk: S(sk) },
        ConditionExpression: '#v = :seen',
        ExpressionAttributeNames: { '#v': 'v' },
        ExpressionAttributeValues: { ':seen': N(seen) },
      });
      const { Key: _, ...ofPut } = condition('put', 1);
      return outcome(
        transact(probe, [
          { Put: { ...ofPut, Item: { pk: S(pk), sk: S('put') } } },
          { Update: { ...condition('update', 1), UpdateExpression: 'REMOVE w' } },
          { Delete: condition('delete', 1) },
          { ConditionCheck: condition('check', 1) },
          { Delete: condition('fine', 2) },
        ]),
      );
    },
    aws: ['TransactionCanceledException', ...Array(4).fill('ConditionalCheckFailed'), 'None'],
  },
  {
    claim: 'A ConditionCheck that is met allows the transaction, and does not change its item.',
    source: TRANSACTIONS,
    ask: async (probe) => {
      await put(probe, 'checked', { v: N(1) });
      const { table: TableName, pk } = probe;
      const met = await outcome(
        transact(probe, [
          {
            ConditionCheck: {
              TableName,
              Key: { pk: S(pk), sk: S('checked') },
              ConditionExpression: 'v = :one',
              ExpressionAttributeValues: { ':one': N(1) },
            },
          },
          putAction(probe, 'new'),
        ]),
      );
      return [met, await partition(probe)];
    },
    aws: ['done', [{ sk: S('checked'), v: N(1) }, { sk: S('new') }]],
  },
  {
    claim: 'An update of an item to more than 400 KB cancels its transaction as not valid.',
    source: 'TransactionCanceledException, in TransactWriteItems, API reference',
    ask: async (probe) => {
      await put(probe, 'large', { t: text(300 * KB) });
      const { table: TableName, pk } = probe;
      const met = await outcome(
        transact(probe, [
          putAction(probe, 'other'),
          {
            Update: {
              TableName,
              Key: { pk: S(pk), sk: S('large') },
              UpdateExpression: 'SET u = :u',
              ExpressionAttributeValues: { ':u': text(150 * KB) },
            },
          },
        ]),
      );
      return [met, await sortKeys(probe)];
    },
    aws: [['TransactionCanceledException', 'None', 'ValidationError'], ['large']],
  },
  {
    claim: 'A Put of more than 400 KB in a transaction is refused.',
    source: TRANSACTIONS,
    ask: async (probe) => [
      await refusal(
        transact(probe, [putAction(probe, 'other'), putAction(probe, 'large', { t: text(400 * KB) })]),
      ),
      await sortKeys(probe),
    ],
    aws: ['refused', []],
  },
  {
    claim: 'An ADD of a number to a text cancels its transaction as not valid.',
    source: 'TransactionCanceledException, in TransactWriteItems, API reference',
    ask: async (probe) => {
      await put(probe, 'text', { t: S('x') });
      const { table: TableName, pk } = probe;
      return outcome(
        transact(probe, [
          {
            Update: {
              TableName,
              Key: { pk: S(pk), sk: S('text') },
              UpdateExpression: 'ADD t :one',
              ExpressionAttributeValues: { ':one': N(1) },
            },
          },
          putAction(probe, 'other'),
        ]),
      );
    },
    aws: ['TransactionCanceledException', 'ValidationError', 'None'],
    differs: { 'dynamodb-local': 'ValidationException' },
  },
  {
    claim: 'A transaction that is sent again under its token succeeds and counts once.',
    source: `${HOW}, Idempotency`,
    ask: async (probe) => {
      const token = probe.pk.slice(0, 36);
      const add = addAction(probe, 'n');
      const met = [await outcome(transact(probe, [add], token))];
      await put(probe, 'meanwhile');
      met.push(await outcome(transact(probe, [add], token)));
      return [met, await partition(probe)];
    },
    aws: [
      ['done', 'done'],
      [{ sk: S('meanwhile') }, { sk: S('n'), n: N(1) }],
    ],
  },
  {
    claim: 'A token that is used for another transaction is refused as a mismatch.',
    source: `${HOW}, Idempotency`,
    ask: async (probe) => {
      const token = probe.pk.slice(0, 36);
      await transact(probe, [addAction(probe, 'n')], token);
      return [await outcome(transact(probe, [addAction(probe, 'other')], token)), await sortKeys(probe)];
    },
    aws: ['IdempotentParameterMismatchException', ['n']],
  },
  {
    claim: 'A transaction under one token at the same time counts once.',
    source: `${HOW}, Idempotency`,
    ask: async (probe) => {
      const token = probe.pk.slice(0, 36);
      const met = await Promise.all(
        numbered(20).map(() => outcome(transact(probe, [addAction(probe, 'n')], token))),
      );
      // A transaction still in progress is an answer that AWS may give.
      const others = met.filter((one) => one !== 'done' && one !== 'TransactionInProgressException');
      return [met.includes('done'), others, await partition(probe)];
    },
    aws: [true, [], [{ sk: S('n'), n: N(1) }]],
  },
  {
    claim: 'A transaction that failed under a token is evaluated again under the same token.',
    source: `${HOW}, Idempotency`,
    ask: async (probe) => {
      const token = probe.pk.slice(0, 36);
      await put(probe, 'held');
      const action = {
        Put: {
          ...putAction(probe, 'held', { n: N(1) }).Put!,
          ConditionExpression: 'attribute_exists(ready)',
        },
      };
      const met = [await outcome(transact(probe, [action], token))];
      await put(probe, 'held', { ready: { BOOL: true } });
      met.push(await outcome(transact(probe, [action], token)));
      return [met, await partition(probe)];
    },
    aws: [[['TransactionCanceledException', 'ConditionalCheckFailed'], 'done'], [{ sk: S('held'), n: N(1) }]],
  },
  {
    claim: 'A token of more than 36 characters is refused.',
    source: TRANSACTIONS,
    ask: (probe) => outcome(transact(probe, [putAction(probe, 'a')], 'x'.repeat(37))),
    aws: 'ValidationException',
  },
  {
    claim: 'Transactions that meet on one item at the same time are cancelled for a conflict.',
    source: `${HOW}, Transaction conflict handling`,
    ask: async (probe) => {
      const met = await Promise.all(
        numbered(60).map((sk) => outcome(transact(probe, [addAction(probe, 'n'), putAction(probe, sk)]))),
      );
      return met.every((one) => one === 'done') ? 'all are done, one after another' : 'some are cancelled';
    },
    aws: 'some are cancelled',
    differs: {
      dynoxide: 'all are done, one after another',
      'dynamodb-local': 'all are done, one after another',
    },
  },
  {
    claim: 'A write in a transaction consumes two units per KB.',
    source: `${HOW}, Capacity management`,
    ask: async (probe) => {
      const { ConsumedCapacity } = await probe.client.send(
        new TransactWriteItemsCommand({
          TransactItems: [putAction(probe, 'small'), putAction(probe, 'large', { t: text(1500) })],
          ReturnConsumedCapacity: 'TOTAL',
        }),
      );
      return ConsumedCapacity?.map(({ CapacityUnits }) => CapacityUnits);
    },
    aws: [6],
  },
  {
    claim: 'An update of one item by an ADD of 251 numbers under a condition is one action.',
    source: 'Constraints in Amazon DynamoDB, Expression parameters',
    ask: async (probe) => {
      const slots = numbered(250);
      const { table: TableName, pk } = probe;
      const met = await outcome(
        transact(probe, [
          {
            Update: {
              TableName,
              Key: { pk: S(pk), sk: S('cell') },
              UpdateExpression: `ADD #v :v,${slots.map((_, index) => `#${index} :${index}`).join(',')}`,
              ConditionExpression: 'attribute_not_exists(#v)',
              ExpressionAttributeNames: {
                '#v': 'v',
                ...Object.fromEntries(slots.map((slot, index) => [`#${index}`, slot])),
              },
              ExpressionAttributeValues: {
                ':v': N(1),
                ...Object.fromEntries(slots.map((_, index) => [`:${index}`, N(index)])),
              },
            },
          },
        ]),
      );
      const [item] = await partition(probe);
      return [met, item?.['249']];
    },
    aws: ['done', N(249)],
  },
];

function addAction({ table, pk }: { table: string; pk: string }, sk: string) {
  return {
    Update: {
      TableName: table,
      Key: { pk: S(pk), sk: S(sk) },
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: { ':one': N(1) },
    },
  };
}

/** Code and old item of each reason; an item without its partition, which differs from call to call. */
function reasonsOf(error: unknown): unknown {
  if (!(error instanceof TransactionCanceledException)) return 'not cancelled';
  return (error.CancellationReasons ?? []).map(({ Code, Item: old }) => [
    Code,
    old ? withoutPartition(old) : null,
  ]);
}

const withoutPartition = ({ pk: _, ...item }: Item): Item => item;
