import { QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from './items.ts';
import type { Database } from './tables.ts';

/** Reads a partition page by page, strongly consistent: all its items, or those with a prefix of the sort key. */
export async function* query(
  { client }: Database,
  table: string,
  partition: string,
  sortKeyBegins?: string,
): AsyncGenerator<Item> {
  const begins = sortKeyBegins === undefined ? '' : ' AND begins_with(sk, :begins)';
  let ExclusiveStartKey: Item | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: `pk = :partition${begins}`,
        ExpressionAttributeValues: {
          ':partition': { S: partition },
          ...(sortKeyBegins === undefined ? {} : { ':begins': { S: sortKeyBegins } }),
        },
        ConsistentRead: true,
        ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}),
      }),
    );
    yield* page.Items ?? [];
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
}

/** The items of {@link query} in one list. */
export const queryAll = (...parameters: Parameters<typeof query>): Promise<Item[]> =>
  Array.fromAsync(query(...parameters));
