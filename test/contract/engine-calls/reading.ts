import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  TransactGetItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { type Call, type Item, N, outcome, type Probe, partition, put, S, sortKeys } from './call.ts';

const QUERY = 'Query, API reference';
const TYPES = 'Supported data types and naming rules in Amazon DynamoDB';
const PAGES = 'Paginating table query results in DynamoDB';
const CAPACITY = 'DynamoDB read and write operations';

const KB = 1024;
const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => String(index).padStart(3, '0'));
const text = (bytes: number) => S('x'.repeat(bytes));

const query = ({ client, table, pk }: Probe, more: Partial<QueryCommandInput> = {}) =>
  client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ConsistentRead: true,
      ...more,
      ExpressionAttributeValues: { ':pk': S(pk), ...more.ExpressionAttributeValues },
    }),
  );

const sorted = async (probe: Probe, condition: string, values: Item) => {
  const { Items = [] } = await query(probe, {
    KeyConditionExpression: `pk = :pk AND ${condition}`,
    ExpressionAttributeValues: values,
  });
  return Items.map(({ sk }) => sk!.S);
};

const putAll = async (probe: Probe, keys: readonly string[], attributes: Item = {}) => {
  for (const sk of keys) await put(probe, sk, attributes);
};

const keyOf = ({ pk }: Probe, sk: string) => ({ pk: S(pk), sk: S(sk) });

export const reading: readonly Call[] = [
  {
    claim: 'Sort keys are in the order of their bytes in UTF-8, not of UTF-16 and not of a language.',
    source: `${TYPES}, String`,
    ask: async (probe) => {
      await putAll(probe, ['😀', '\uFB00', 'é', 'z', 'Z', 'a', 'a\u0000b', 'aa', 'e\u0301', '~', '10', '9']);
      return sortKeys(probe);
    },
    aws: ['10', '9', 'Z', 'a', 'a\u0000b', 'aa', 'e\u0301', 'z', '~', 'é', '\uFB00', '😀'],
  },
  {
    claim:
      'begins_with compares bytes, without wildcards and without folding of case, also at the end of the range of characters.',
    source: QUERY,
    ask: async (probe) => {
      await putAll(probe, [
        'a%b',
        'axb',
        'A%b',
        'a_b',
        "a'b",
        'a%',
        'b',
        '@1',
        '@2',
        '`',
        '\u{10FFFF}',
        '\u{10FFFF}x',
        '\uD7FF1',
        '\uE0001',
      ]);
      const begins = (prefix: string) => sorted(probe, 'begins_with(sk, :p)', { ':p': S(prefix) });
      return [
        await begins('a%'),
        await begins('a_'),
        await begins("a'"),
        await begins('\u{10FFFF}'),
        await begins('\uD7FF'),
        await begins('@'),
      ];
    },
    aws: [['a%', 'a%b'], ['a_b'], ["a'b"], ['\u{10FFFF}', '\u{10FFFF}x'], ['\uD7FF1'], ['@1', '@2']],
    // It asks SQLite for LIKE, which takes `A` for `a`. Primum asks for `@` alone, which has no case.
    differs: {
      dynoxide: [
        ['A%b', 'a%', 'a%b'],
        ['a_b'],
        ["a'b"],
        ['\u{10FFFF}', '\u{10FFFF}x'],
        ['\uD7FF1'],
        ['@1', '@2'],
      ],
    },
  },
  {
    claim: 'Key conditions compare with =, <, <=, >, >= and BETWEEN, which includes both ends.',
    source: QUERY,
    ask: async (probe) => {
      await putAll(probe, ['a', 'b', 'c', 'd']);
      const one = (condition: string) => sorted(probe, condition, { ':x': S('b') });
      return [
        await one('sk = :x'),
        await one('sk < :x'),
        await one('sk <= :x'),
        await one('sk > :x'),
        await one('sk >= :x'),
        await sorted(probe, 'sk BETWEEN :x AND :y', { ':x': S('b'), ':y': S('c') }),
      ];
    },
    aws: [['b'], ['a'], ['a', 'b'], ['c', 'd'], ['b', 'c', 'd'], ['b', 'c']],
  },
  {
    claim: 'A query gives at most 1 MB, and with LastEvaluatedKey every item once.',
    source: PAGES,
    ask: async (probe) => {
      const keys = numbered(25);
      await putAll(probe, keys, { t: text(100 * KB) });
      const { Items = [], LastEvaluatedKey } = await query(probe);
      return [
        Items.length >= 10 && Items.length <= 11,
        LastEvaluatedKey !== undefined,
        await sortKeys(probe),
      ];
    },
    aws: [true, true, numbered(25)],
  },
  {
    claim: 'A query stops at its Limit with a LastEvaluatedKey, even at the last item; backwards as well.',
    source: PAGES,
    ask: async (probe) => {
      await putAll(probe, ['a', 'b', 'c']);
      const page = async (more: Partial<QueryCommandInput>) => {
        const { Items = [], LastEvaluatedKey } = await query(probe, more);
        return [Items.map(({ sk }) => sk!.S).join(''), LastEvaluatedKey?.sk?.S ?? null];
      };
      return [
        await page({ Limit: 2 }),
        await page({ Limit: 3 }),
        await page({ Limit: 4 }),
        await page({ Limit: 2, ScanIndexForward: false }),
        await page({ ExclusiveStartKey: keyOf(probe, 'aa') }),
      ];
    },
    aws: [
      ['ab', 'b'],
      ['abc', 'c'],
      ['abc', null],
      ['cb', 'b'],
      ['bc', null],
    ],
  },
  {
    claim: 'A query with a Limit of 0, or without its partition, is refused.',
    source: QUERY,
    ask: async (probe) => [
      await outcome(query(probe, { Limit: 0 })),
      await outcome(query(probe, { KeyConditionExpression: 'sk = :pk' })),
    ],
    aws: ['ValidationException', 'ValidationException'],
  },
  {
    claim: 'A batch reads 100 items; 101, or one twice, are refused; absent items are absent.',
    source: 'BatchGetItem, API reference',
    ask: async (probe) => {
      await putAll(probe, numbered(3));
      const read = (keys: readonly string[]) =>
        outcome(
          probe.client.send(
            new BatchGetItemCommand({
              RequestItems: {
                [probe.table]: { Keys: keys.map((sk) => keyOf(probe, sk)), ConsistentRead: true },
              },
            }),
          ),
          ({ Responses }) => Responses?.[probe.table]?.length,
        );
      return [await read(numbered(100)), await read(numbered(101)), await read(['000', '000'])];
    },
    aws: [3, 'ValidationException', 'ValidationException'],
  },
  {
    claim: 'A batch reads at most 16 MB, and gives the keys that it did not read.',
    source: 'BatchGetItem, API reference',
    ask: async (probe) => {
      const keys = numbered(60);
      await putAll(probe, keys, { t: text(300 * KB) });
      const { Responses, UnprocessedKeys } = await probe.client.send(
        new BatchGetItemCommand({
          RequestItems: { [probe.table]: { Keys: keys.map((sk) => keyOf(probe, sk)), ConsistentRead: true } },
        }),
      );
      const read = Responses?.[probe.table]?.length ?? 0;
      const left = UnprocessedKeys?.[probe.table];
      return [read > 40 && read < 60, read + (left?.Keys?.length ?? 0), left?.ConsistentRead];
    },
    aws: [true, 60, true],
  },
  {
    claim: 'A batch writes 25 items; 26, or one twice, are refused.',
    source: 'BatchWriteItem, API reference',
    ask: async (probe) => {
      const write = (keys: readonly string[]) =>
        outcome(
          probe.client.send(
            new BatchWriteItemCommand({
              RequestItems: { [probe.table]: keys.map((sk) => ({ PutRequest: { Item: keyOf(probe, sk) } })) },
            }),
          ),
        );
      return [
        await write(numbered(25)),
        await write(numbered(26)),
        await write(['a', 'a']),
        (await partition(probe)).length,
      ];
    },
    aws: ['done', 'ValidationException', 'ValidationException', 25],
  },
  {
    claim: 'A parallel scan gives each item in one segment.',
    source: 'Scanning tables in DynamoDB, Parallel scan',
    ask: async ({ emptyTable, ...others }) => {
      const probe = { ...others, emptyTable, table: emptyTable };
      for (const sk of numbered(40)) await put({ ...probe, pk: `${probe.pk}-${sk}` }, 'x');
      const found: string[] = [];
      for (let Segment = 0; Segment < 4; Segment++) {
        let ExclusiveStartKey: Item | undefined;
        do {
          const page = await probe.client.send(
            new ScanCommand({
              TableName: probe.table,
              Segment,
              TotalSegments: 4,
              Limit: 7,
              ExclusiveStartKey,
            }),
          );
          for (const { pk } of page.Items ?? []) if (pk!.S!.startsWith(`${probe.pk}-`)) found.push(pk!.S!);
          ExclusiveStartKey = page.LastEvaluatedKey;
        } while (ExclusiveStartKey);
      }
      return [found.length, new Set(found).size];
    },
    aws: [40, 40],
  },
  {
    claim: 'TransactGetItems reads 100 items, in the order asked, with nothing for an absent one.',
    source: 'TransactGetItems, API reference',
    ask: async (probe) => {
      await putAll(probe, ['a', 'b']);
      const read = (keys: readonly string[]) =>
        outcome(
          probe.client.send(
            new TransactGetItemsCommand({
              TransactItems: keys.map((sk) => ({ Get: { TableName: probe.table, Key: keyOf(probe, sk) } })),
            }),
          ),
          ({ Responses = [] }) => Responses.slice(0, 3).map(({ Item: item }) => item?.sk?.S ?? null),
        );
      return [await read(['b', 'none', 'a']), await read(numbered(101))];
    },
    aws: [['b', null, 'a'], 'ValidationException'],
  },
  {
    claim: 'A table is created once, described with its keys and billing, and absent after it was deleted.',
    source: 'CreateTable, DescribeTable and DeleteTable, API reference',
    ask: async ({ client }) => {
      const TableName = 'Some-table.with_all';
      const create = () =>
        outcome(
          client.send(
            new CreateTableCommand({
              TableName,
              BillingMode: 'PAY_PER_REQUEST',
              AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
              KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
            }),
          ),
        );
      const describe = () =>
        outcome(client.send(new DescribeTableCommand({ TableName })), ({ Table }) => [
          Table?.KeySchema,
          Table?.BillingModeSummary?.BillingMode,
        ]);
      return [
        await create(),
        await create(),
        await describe(),
        await outcome(client.send(new DeleteTableCommand({ TableName }))),
        await describe(),
      ];
    },
    aws: [
      'done',
      'ResourceInUseException',
      [[{ AttributeName: 'id', KeyType: 'HASH' }], 'PAY_PER_REQUEST'],
      'done',
      'ResourceNotFoundException',
    ],
  },
  {
    claim: 'Writes consume a unit per KB, reads a unit per 4 KB, and half if they need not be consistent.',
    source: CAPACITY,
    ask: async ({ client, table, pk }) => {
      const ReturnConsumedCapacity = 'TOTAL' as const;
      const Key = { pk: S(pk), sk: S('a') };
      const write = await client.send(
        new PutItemCommand({ TableName: table, Item: { ...Key, t: text(5000) }, ReturnConsumedCapacity }),
      );
      const read = async (ConsistentRead: boolean) =>
        (
          await client.send(
            new GetItemCommand({ TableName: table, Key, ConsistentRead, ReturnConsumedCapacity }),
          )
        ).ConsumedCapacity?.CapacityUnits;
      return [write.ConsumedCapacity?.CapacityUnits, await read(true), await read(false)];
    },
    aws: [5, 2, 1],
  },
  {
    claim: 'Numbers are stored under names that contain dots, quotes and words of JavaScript.',
    source: TYPES,
    ask: async (probe) => {
      await put(probe, 'one', { 'a.b': N(1), "it's": N(2), __proto__x: N(3), constructor: N(4) });
      return partition(probe);
    },
    aws: [{ sk: S('one'), 'a.b': N(1), "it's": N(2), __proto__x: N(3), constructor: N(4) }],
  },
];
