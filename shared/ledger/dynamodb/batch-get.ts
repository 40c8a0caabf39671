import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import { OwnError, pauseAfter, STORE_BACKOFF } from '../../lib/index.ts';
import type { Item, Key } from './items.ts';
import type { Database } from './tables.ts';

/** Maximum number of keys in one request. */
const MAX_KEYS = 100;
const CONCURRENCY = 4;
const MAX_TRIES = 8;

/**
 * Reads items by their keys, which must be distinct. The result lacks items that do not exist.
 *
 * @param consistent whether the read must see all earlier writes, at twice the price
 */
export async function batchGet(
  database: Database,
  table: string,
  keys: readonly Key[],
  consistent: boolean,
): Promise<Item[]> {
  const parts: Key[][] = [];
  for (let from = 0; from < keys.length; from += MAX_KEYS) parts.push(keys.slice(from, from + MAX_KEYS));
  const found = await pMap(parts, (part) => getPart(database, table, part, consistent), {
    concurrency: CONCURRENCY,
  });
  return found.flat();
}

/** Sends one request, and repeats it for the keys that the store had no capacity for. */
async function getPart(
  { client }: Database,
  table: string,
  keys: Key[],
  consistent: boolean,
): Promise<Item[]> {
  const items: Item[] = [];
  let left: Item[] = keys;
  for (let tries = 1; ; tries++) {
    const answer = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead: consistent } } }),
    );
    items.push(...(answer.Responses?.[table] ?? []));
    left = answer.UnprocessedKeys?.[table]?.Keys ?? [];
    if (left.length === 0) return items;
    if (tries === MAX_TRIES)
      throw new OwnError(`the store left ${left.length} of ${keys.length} items unread`);
    await pauseAfter(tries, STORE_BACKOFF);
  }
}
