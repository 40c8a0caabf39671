import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import { OwnError } from '../../own-error.ts';
import { pauseAfter } from '../../retry.ts';
import { STORE_BACKOFF } from '../backoff.ts';
import type { Item, Key } from './keys.ts';
import type { Database } from './tables.ts';

const KEYS_AT_ONCE = 100;
const REQUESTS_AT_ONCE = 4;
const MAX_TRIES = 8;

/**
 * Reads items by key; keys must be distinct. Absent ones are absent from the result.
 * @param consistent whether all that was written before must be seen: else half the price is paid
 */
export async function batchGet(
  database: Database,
  table: string,
  keys: readonly Key[],
  consistent: boolean,
): Promise<Item[]> {
  const parts: Key[][] = [];
  for (let from = 0; from < keys.length; from += KEYS_AT_ONCE)
    parts.push(keys.slice(from, from + KEYS_AT_ONCE));
  const found = await pMap(parts, (part) => getPart(database, table, part, consistent), {
    concurrency: REQUESTS_AT_ONCE,
  });
  return found.flat();
}

/** One request, and again for what the store had no capacity for. */
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
