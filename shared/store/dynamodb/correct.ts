import { TransactionCanceledException, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import type { CellCorrection } from '../port.ts';
import { addingToCell, VERSION } from './counts.ts';
import { cellKey } from './keys.ts';
import type { Database } from './tables.ts';

/** Slots of one request: an expression holds 300 operators. Only a cell of two dozen criteria may need more. */
const SLOTS_AT_ONCE = 250;

/**
 * Adds a correction to a cell, if its version is the one seen. In transactions of one action: so that the SDK may
 * repeat them under their token, and none slips between the two halves of somebody else's.
 * @returns false where it was not done, or not to its end
 */
export async function correct(
  { client, tables }: Database,
  study: string,
  { counts, version, ...cell }: CellCorrection,
): Promise<boolean> {
  const slots = [...counts];
  for (let from = 0, seen = version; from < slots.length; from += SLOTS_AT_ONCE, seen += 1) {
    const { expression, names, values } = addingToCell(new Map(slots.slice(from, from + SLOTS_AT_ONCE)));
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
