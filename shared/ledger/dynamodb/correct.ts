import { TransactionCanceledException, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import type { CellCorrection } from '../port.ts';
import { addingToCell, cellKey, VERSION } from './items.ts';
import type { Database } from './tables.ts';

/** Maximum number of slots per request, because an expression is limited to 300 operators. Only two dozen criteria need more. */
const MAX_SLOTS = 250;

/**
 * Adds a correction to a cell, if the cell still has the version that was read. Each request is a transaction of one
 * action. So the SDK can repeat it with its token, and it cannot come between the writes of another transaction.
 *
 * @returns false if the correction was not made, or only in part
 */
export async function correct(
  { client, tables }: Database,
  study: string,
  { counts, version, ...cell }: CellCorrection,
): Promise<boolean> {
  const slots = [...counts];
  for (let from = 0, seen = version; from < slots.length; from += MAX_SLOTS, seen += 1) {
    const { expression, names, values } = addingToCell(new Map(slots.slice(from, from + MAX_SLOTS)));
    const update = {
      TableName: tables.counters,
      Key: cellKey(study, cell),
      UpdateExpression: expression,
      ConditionExpression: seen === 0 ? 'attribute_not_exists(#version)' : '#version = :seen',
      ExpressionAttributeNames: { ...names, '#version': VERSION },
      ExpressionAttributeValues: { ...values, ...(seen > 0 && { ':seen': { N: String(seen) } }) },
    };
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems: [{ Update: update }] }));
    } catch (error) {
      if (error instanceof TransactionCanceledException) return false;
      throw error;
    }
  }
  return true;
}
