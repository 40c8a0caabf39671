import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { OwnError } from '../../lib/index.ts';
import type { CellAddition, LedgerRow } from '../port.ts';
import { readCancellation } from './cancellation.ts';
import { addToCell, judgmentKey } from './items.ts';
import type { Database } from './tables.ts';

/**
 * Deletes a judgment if its item has not changed since it was read, and adds `cells`, in one transaction.
 *
 * @param cells the negated tally of the judgment
 * @returns false if it failed for a reason that may pass
 * @throws if the store will never accept the transaction
 */
export async function remove(
  { client, tables }: Database,
  study: string,
  { entry, ...key }: LedgerRow,
  cells: readonly CellAddition[],
): Promise<boolean> {
  const TransactItems = [
    {
      Delete: {
        TableName: tables.ledger,
        Key: judgmentKey(study, key),
        ConditionExpression: '#v = :seen',
        ExpressionAttributeNames: { '#v': 'v' },
        ExpressionAttributeValues: { ':seen': { N: String(entry.version) } },
      },
    },
    ...cells.map((cell) => addToCell(cell, study, tables.counters)),
  ];
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems }));
    return true;
  } catch (error) {
    const failed = readCancellation(
      error,
      { judgments: [{ entry, ...key, expectedVersion: entry.version }], cells },
      () => entry,
    );
    if (failed.status === 'invalid')
      throw new OwnError(`the store refuses to remove a judgment: ${failed.message}`);
    return false;
  }
}
