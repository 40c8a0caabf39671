import {
  type AttributeValue,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type Call, type Item, N, outcome, type Probe, partition, put, S, sortKeys } from './call.ts';

const LIMITS = 'Quotas in Amazon DynamoDB';
const CONSTRAINTS = 'Constraints in Amazon DynamoDB';
const TYPES = 'Supported data types and naming rules in Amazon DynamoDB';
const UPDATES = 'Using update expressions in DynamoDB';
const CONDITIONS = 'Condition and filter expressions, operators, and functions in DynamoDB';

const NINES = '9'.repeat(38);

interface Update {
  readonly expression?: string;
  readonly condition?: string;
  readonly names?: Record<string, string>;
  readonly values?: Item;
}

const update = ({ client, table, pk }: Probe, sk: string, { expression, condition, names, values }: Update) =>
  client.send(
    new UpdateItemCommand({
      TableName: table,
      Key: { pk: S(pk), sk: S(sk) },
      UpdateExpression: expression,
      ConditionExpression: condition,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }),
  );

/** The attributes that an update left, without the key. */
const updated = (probe: Probe, sk: string, change: Update) =>
  outcome(update(probe, sk, change), ({ Attributes: { pk: _pk, sk: _sk, ...rest } = {} }) => rest);

/** How a value comes back that was put as this one, or the name of the error. */
async function stored(probe: Probe, value: AttributeValue): Promise<unknown> {
  const met = await outcome(put(probe, 'one', { a: value }));
  if (met !== 'done') return met;
  const { Item: item } = await probe.client.send(
    new GetItemCommand({
      TableName: probe.table,
      Key: { pk: S(probe.pk), sk: S('one') },
      ConsistentRead: true,
    }),
  );
  return item?.a;
}

const numbers = async (probe: Probe, ...all: readonly string[]) => {
  const seen: unknown[] = [];
  for (const number of all) {
    const value = await stored(probe, N(number));
    seen.push(typeof value === 'string' ? value : (value as AttributeValue).N);
  }
  return seen;
};

/** Bytes that `pk`, `sk` and the name `t` take, in addition to the text itself. */
const sizeWithout = (probe: Probe, sk: string) =>
  'pk'.length + probe.pk.length + 'sk'.length + sk.length + 't'.length;
const LARGEST_ITEM = 400 * 1024;

export const items: readonly Call[] = [
  {
    claim: 'An item takes 400 KB, its names included, and not a byte more.',
    source: `${LIMITS}, Item size`,
    ask: async (probe) => {
      const text = (more: number) => ({ t: S('x'.repeat(LARGEST_ITEM - sizeWithout(probe, 'one') + more)) });
      return [await outcome(put(probe, 'one', text(0))), await outcome(put(probe, 'one', text(1)))];
    },
    aws: ['done', 'ValidationException'],
  },
  {
    claim: 'An item is measured in bytes of UTF-8.',
    source: 'DynamoDB Item sizes and formats',
    ask: async (probe) => [
      await outcome(put(probe, 'one', { t: S('ü'.repeat(204_000)) })),
      await outcome(put(probe, 'one', { t: S('ü'.repeat(205_000)) })),
    ],
    aws: ['done', 'ValidationException'],
  },
  {
    claim: 'A partition key takes 2,048 bytes, and a sort key 1,024.',
    source: `${LIMITS}, Partition keys and sort keys`,
    ask: async (probe) => {
      const pk = (bytes: number) => ({ ...probe, pk: probe.pk.padEnd(bytes, 'x') });
      return [
        await outcome(put(pk(2048), 'a')),
        await outcome(put(pk(2049), 'a')),
        await outcome(put(probe, 'x'.repeat(1024))),
        await outcome(put(probe, 'x'.repeat(1025))),
        await outcome(put(probe, 'ü'.repeat(512))),
        await outcome(put(probe, 'ü'.repeat(513))),
      ];
    },
    aws: ['done', 'ValidationException', 'done', 'ValidationException', 'done', 'ValidationException'],
  },
  {
    claim: 'A key is a text of at least one character; another type is refused.',
    source: TYPES,
    ask: async (probe) => [
      await outcome(put(probe, '')),
      await outcome(put({ ...probe, pk: '' }, 'a')),
      await outcome(
        probe.client.send(
          new PutItemCommand({ TableName: probe.table, Item: { pk: S(probe.pk), sk: N(1) } }),
        ),
      ),
      await outcome(
        probe.client.send(new PutItemCommand({ TableName: probe.table, Item: { pk: S(probe.pk) } })),
      ),
    ],
    aws: Array(4).fill('ValidationException'),
  },
  {
    claim: 'Empty texts, binaries, lists and maps are values; empty sets are refused.',
    source: TYPES,
    ask: async (probe) => [
      await stored(probe, S('')),
      await outcome(put(probe, 'binary', { b: { B: new Uint8Array() } })),
      await stored(probe, { L: [] }),
      await stored(probe, { M: {} }),
      await stored(probe, { SS: [] }),
      await stored(probe, { NS: [] }),
      await stored(probe, { SS: ['a', 'a'] }),
    ],
    aws: [S(''), 'done', { L: [] }, { M: {} }, ...Array(3).fill('ValidationException')],
  },
  {
    claim: 'Values of every type that Primum stores come back as they were put.',
    source: TYPES,
    ask: (probe) =>
      stored(probe, { L: [S('ü😀\u0000\'"%_\\'), { BOOL: true }, { NULL: true }, N('-1.5'), { L: [] }] }),
    aws: { L: [S('ü😀\u0000\'"%_\\'), { BOOL: true }, { NULL: true }, N('-1.5'), { L: [] }] },
  },
  {
    claim: 'A number keeps 38 digits exactly, and comes back in its shortest form.',
    source: `${TYPES}, Numbers`,
    ask: (probe) =>
      numbers(
        probe,
        NINES,
        `-${NINES}`,
        `0.${NINES}`,
        '9007199254740993',
        '007',
        '1.50',
        '1e2',
        '-0',
        '1E-130',
      ),
    aws: [
      NINES,
      `-${NINES}`,
      `0.${NINES}`,
      '9007199254740993',
      '7',
      '1.5',
      '100',
      '0',
      `0.${'0'.repeat(129)}1`,
    ],
  },
  {
    claim: 'A number beyond 38 digits or beyond its range is refused.',
    source: `${TYPES}, Numbers`,
    ask: (probe) => numbers(probe, `${NINES}9`, '1E126', '1E-131', 'NaN', 'Infinity', '', '1,5', '0x10'),
    aws: Array(8).fill('ValidationException'),
  },
  {
    claim: 'ADD makes a missing item and a missing attribute, and adds to a number, below zero too.',
    source: `${UPDATES}, ADD`,
    ask: async (probe) => {
      const add = (n: number) => updated(probe, 'cell', { expression: 'ADD n :n', values: { ':n': N(n) } });
      return [await add(3), await add(-5), await add(2)];
    },
    aws: [{ n: N(3) }, { n: N(-2) }, { n: N(0) }],
  },
  {
    claim: 'ADD is exact in decimals, and beyond the integers that a double holds.',
    source: `${TYPES}, Numbers`,
    ask: async (probe) => {
      await put(probe, 'cell', { big: N('9007199254740992'), tenth: N('0.1'), nines: N(NINES.slice(1)) });
      return updated(probe, 'cell', {
        expression: 'ADD big :one, tenth :tenth, nines :one',
        values: { ':one': N(1), ':tenth': N('0.2') },
      });
    },
    aws: { big: N('9007199254740993'), tenth: N('0.3'), nines: N(`1${'0'.repeat(37)}`) },
  },
  {
    claim: 'ADD of a number to another type, or of a text to anything, is refused.',
    source: `${UPDATES}, ADD`,
    ask: async (probe) => {
      await put(probe, 'cell', { t: S('x'), s: { SS: ['a'] } });
      const add = (name: string, value: AttributeValue) =>
        outcome(update(probe, 'cell', { expression: `ADD ${name} :v`, values: { ':v': value } }));
      return [await add('t', N(1)), await add('s', N(1)), await add('new', S('x'))];
    },
    aws: Array(3).fill('ValidationException'),
  },
  {
    claim: 'ADD to a set unites; DELETE of its last element removes the attribute.',
    source: `${UPDATES}, ADD and DELETE`,
    ask: async (probe) => {
      const change = (expression: string, ...SS: string[]) =>
        updated(probe, 'cell', { expression, values: { ':s': { SS } } }).then((left) =>
          ((left as Item).s?.SS ?? []).toSorted(),
        );
      return [
        await change('ADD s :s', 'CH', 'DE'),
        await change('ADD s :s', 'CH', 'FR'),
        await change('DELETE s :s', 'CH', 'DE', 'FR'),
      ];
    },
    aws: [['CH', 'DE'], ['CH', 'DE', 'FR'], []],
  },
  {
    claim: 'SET, REMOVE and ADD in one update read the item as it was before.',
    source: UPDATES,
    ask: async (probe) => {
      await put(probe, 'import', { c: N(4), stalled: N(1), windowEnd: N(9) });
      return updated(probe, 'import', {
        expression:
          'SET b = if_not_exists(c, :zero), d = if_not_exists(nowhere, :zero), stalled = stalled + :one' +
          ' REMOVE windowEnd, neverThere ADD c :one, #u :one',
        names: { '#u': 'u_duplicate' },
        values: { ':zero': N(0), ':one': N(1) },
      });
    },
    aws: { b: N(4), d: N(0), stalled: N(2), c: N(5), u_duplicate: N(1) },
  },
  {
    claim: 'An update without an expression makes an item of its key alone.',
    source: 'UpdateItem, API reference',
    ask: async (probe) => [
      await outcome(
        update(probe, 'alone', {
          condition: 'attribute_not_exists(#erased)',
          names: { '#erased': 'erased' },
        }),
      ),
      await sortKeys(probe),
    ],
    aws: ['done', ['alone']],
  },
  {
    claim:
      'An update that names a path twice, a key, a reserved word, or an unknown or unused placeholder is refused.',
    source: `${UPDATES}; Reserved words in DynamoDB; Expression attribute names`,
    ask: async (probe) => {
      const change = (expression: string, names?: Record<string, string>, values: Item = { ':one': N(1) }) =>
        outcome(update(probe, 'one', { expression, ...(names && { names }), values }));
      return [
        await change('SET a = :one, a = :one'),
        await change('SET a = :one ADD a :one'),
        await change('SET sk = :one'),
        await change('SET #status = :one', { '#status': 'status' }),
        await change('SET status = :one'),
        await change('SET position = :one'),
        await change('SET a = :two'),
        await change('SET a = :one', undefined, { ':one': N(1), ':unused': N(2) }),
        await change('SET a = :one', { '#unused': 'b' }),
        await change('SET a = :one SET b = :one'),
      ];
    },
    aws: [...Array(3).fill('ValidationException'), 'done', ...Array(6).fill('ValidationException')],
  },
  {
    claim: 'An expression of more than 4 KB is refused.',
    source: `${CONSTRAINTS}, Expression parameters`,
    ask: async (probe) => {
      const add = (name: string) =>
        outcome(update(probe, 'one', { expression: `ADD ${name} :one`, values: { ':one': N(1) } }));
      return [
        await add('x'.repeat(255)),
        await outcome(longExpression(probe, 4096)),
        await outcome(longExpression(probe, 4097)),
      ];
    },
    aws: ['done', 'done', 'ValidationException'],
  },
  {
    claim: 'An expression of more than 300 operators is refused.',
    source: `${CONSTRAINTS}, Expression parameters`,
    ask: async (probe) => {
      const sum = (operators: number) =>
        outcome(update(probe, 'one', { expression: `SET ${sums(operators)}`, values: { ':1': N(1) } }));
      return [await sum(290), await sum(310)];
    },
    aws: ['done', 'ValidationException'],
    differs: { dynoxide: ['done', 'done'] },
  },
  {
    claim: 'A condition that fails leaves the item as it was, and gives it on request.',
    source: 'UpdateItem, API reference',
    ask: async (probe) => {
      await put(probe, 'one', { v: N(2) });
      const error = await update(probe, 'one', {
        expression: 'SET a = :one',
        condition: 'v = :one',
        values: { ':one': N(1) },
      }).catch((caught) => caught);
      return [error.name, error.Item?.v, await partition(probe)];
    },
    aws: ['ConditionalCheckFailedException', N(2), [{ sk: S('one'), v: N(2) }]],
  },
  {
    claim: 'Conditions compare numbers as numbers and texts by bytes, and are false for different types.',
    source: CONDITIONS,
    ask: async (probe) => {
      await put(probe, 'one', { n: N('9'), t: S('Z') });
      const holds = async (condition: string, value: AttributeValue) =>
        (await outcome(
          update(probe, 'one', { expression: 'SET seen = :v', condition, values: { ':v': value } }),
        )) === 'done';
      return [
        await holds('n < :v', N('10')),
        await holds('n = :v', N('9.0')),
        await holds('n = :v', S('9')),
        await holds('n < :v', S('z')),
        await holds('t < :v', S('a')),
        await holds('nowhere < :v', N(1)),
        await holds('nowhere <> :v', N(1)),
      ];
    },
    aws: [true, true, false, false, true, false, true],
  },
  {
    claim: 'A sum of more than 38 digits, or beyond the range of numbers, is refused and changes nothing.',
    source: `${TYPES}, Numbers`,
    ask: async (probe) => {
      await put(probe, 'one', { nines: N(NINES), top: N('9.9E125') });
      const add = (name: string, n: string) =>
        outcome(update(probe, 'one', { expression: `ADD ${name} :n`, values: { ':n': N(n) } }));
      return [await add('nines', '0.1'), await add('top', '9E125'), (await partition(probe))[0]?.nines];
    },
    aws: ['ValidationException', 'ValidationException', N(NINES)],
  },
  {
    claim: 'A request for a table that does not exist is refused as such.',
    source: 'Error handling with DynamoDB',
    ask: (probe) => outcome(put({ ...probe, table: 'nowhere' }, 'a')),
    aws: 'ResourceNotFoundException',
  },
];

/** An update with an expression of this many bytes. It removes several names, because a name has at most 255 bytes. */
const longExpression = (probe: Probe, bytes: number) => {
  const begin = 'REMOVE ';
  const names = Array.from(
    { length: 40 },
    (_, index) => `a${String(index).padStart(2, '0')}${'x'.repeat(97)}`,
  );
  const most = begin + names.join(',');
  return update(probe, 'one', {
    expression: most.slice(0, begin.length) + fill(most.slice(begin.length), bytes - begin.length),
  });
};
const fill = (text: string, bytes: number) =>
  text.length > bytes ? text.slice(0, bytes) : text + 'y'.repeat(bytes - text.length);

/** Assignments in short clauses, with this total number of additions. */
function sums(operators: number): string {
  return Array.from({ length: operators }, (_, index) => `a${index}=:1+:1`).join(',');
}
