import { QueryCommand, type QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import type { Item } from './items.ts';
import { readPlainItems } from './plain-items.ts';
import type { Database } from './tables.ts';

/** The items that a query reads. */
interface Selection {
  readonly partition: string;
  /** A prefix of the sort key. Absent: all items of the partition. */
  readonly begins?: string | undefined;
  /** The attributes of each item. Absent: all of them. They cost the same read units as the whole item. */
  readonly attributes?: readonly string[];
}

/** Reads a partition page by page, strongly consistent. */
export async function* pages(
  { client }: Database,
  table: string,
  selection: Selection,
): AsyncGenerator<Item[]> {
  const input = { TableName: table, ...conditionOf(selection), ConsistentRead: true };
  yield* eachPage((start) => {
    const command = new QueryCommand({ ...input, ...start });
    readPlainItems(command);
    return client.send(command);
  });
}

/** The part of an answer with one page of items. */
type Page = Pick<QueryCommandOutput, 'Items' | 'LastEvaluatedKey'>;

/** The items page by page. @param send reads the page that begins after a key; without a key, the first one */
export async function* eachPage(
  send: (start: { readonly ExclusiveStartKey?: Item }) => Promise<Page>,
): AsyncGenerator<Item[], undefined> {
  let start: Parameters<typeof send>[0] | null = {};
  while (start) {
    const { Items = [], LastEvaluatedKey }: Page = await send(start);
    yield Items;
    start = LastEvaluatedKey ? { ExclusiveStartKey: LastEvaluatedKey } : null;
  }
}

function conditionOf({ partition, begins, attributes }: Selection) {
  const names = attributes?.map((name, at) => [`#${at}`, name]);
  return {
    KeyConditionExpression: `pk = :partition${begins === undefined ? '' : ' AND begins_with(sk, :begins)'}`,
    ExpressionAttributeValues: {
      ':partition': { S: partition },
      ...(begins === undefined ? {} : { ':begins': { S: begins } }),
    },
    ...(names && {
      ProjectionExpression: names.map(([alias]) => alias).join(', '),
      ExpressionAttributeNames: Object.fromEntries(names),
    }),
  };
}

/** The items of {@link pages} one by one. */
export async function* query(...parameters: Parameters<typeof pages>): AsyncGenerator<Item> {
  for await (const items of pages(...parameters)) yield* items;
}

/** The items of {@link pages} in one list. */
export const queryAll = async (...parameters: Parameters<typeof pages>): Promise<Item[]> =>
  (await Array.fromAsync(pages(...parameters))).flat();
