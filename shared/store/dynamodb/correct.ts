import { TransactionCanceledException, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import type { CellCorrection } from '../port.ts';
import { adding } from './counts.ts';
import { cellKey, type Item } from './keys.ts';
import type { Database } from './tables.ts';

/** Slots of one request: a condition of three operators each must stay below 300. */
const SLOTS_AT_ONCE = 50;

/**
 * Adds corrections, each slot only if it still counts what was seen, so that two who correct at once do not
 * correct twice. A transaction of one action, for the sake of its token: the SDK may repeat it.
 * @returns false where a slot had moved.
 */
export async function correct(
  { client, tables }: Database,
  study: string,
  corrections: readonly CellCorrection[],
): Promise<boolean> {
  for (const { counts, seen, ...cell } of corrections) {
    const slots = [...counts];
    for (let from = 0; from < slots.length; from += SLOTS_AT_ONCE) {
      const part = slots.slice(from, from + SLOTS_AT_ONCE);
      const { expression, names, values } = adding(new Map(part));
      const conditions = part.map(([slot], index) =>
        seen.get(slot)
          ? `#${index} = :s${index}`
          : `(attribute_not_exists(#${index}) OR #${index} = :s${index})`,
      );
      const before = part.map(([slot], index): [string, Item[string]] => [
        `:s${index}`,
        { N: String(seen.get(slot) ?? 0) },
      ]);
      const update = {
        TableName: tables.counters,
        Key: cellKey(study, cell),
        UpdateExpression: expression,
        ConditionExpression: conditions.join(' AND '),
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: { ...values, ...Object.fromEntries(before) },
      };
      try {
        await client.send(new TransactWriteItemsCommand({ TransactItems: [{ Update: update }] }));
      } catch (error) {
        if (error instanceof TransactionCanceledException) return false;
        throw error;
      }
    }
  }
  return true;
}
