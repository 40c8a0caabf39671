import { QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from './keys.ts';
import type { Database } from './tables.ts';

/** All items of a partition, or those whose sort key begins so, strongly consistent, page by page. */
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

/** What {@link query} gives, in one list. */
export async function queryAll(...parameters: Parameters<typeof query>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of query(...parameters)) items.push(item);
  return items;
}
