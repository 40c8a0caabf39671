import { type TransactWriteItem, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { OwnError } from '../../lib/index.ts';
import { encodeEntry } from '../ledger-codec.ts';
import type { CellAddition, ImportAddition, JudgmentWrite, LedgerRow, Transaction } from '../port.ts';
import type { FrozenCriterion } from '../settings.ts';
import { readCancellation } from './cancellation.ts';
import { holdingEpoch } from './import-condition.ts';
import { adding, addingToCell, cellKey, importKey, itemOf, judgmentKey } from './items.ts';
import type { Database, Tables } from './tables.ts';

/** The actions of a transaction, in this order: judgments, cells, import. */
export function actionsOf(
  { judgments, cells, import: importing }: Transaction,
  study: string,
  tables: Tables,
  criteria: readonly FrozenCriterion[],
): TransactWriteItem[] {
  return [
    ...judgments.map((write) => putJudgment(write, study, tables.ledger, criteria)),
    ...cells.map((cell) => addToCell(cell, study, tables.counters)),
    ...(importing ? [countImport(importing, study, tables.counters)] : []),
  ];
}

/** Puts a judgment if its item still has the expected version. If not, the cancellation contains the current item. */
function putJudgment(
  { expectedVersion, entry, ...key }: JudgmentWrite,
  study: string,
  TableName: string,
  criteria: readonly FrozenCriterion[],
): TransactWriteItem {
  const condition =
    expectedVersion === 0
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: '#v = :seen',
          ExpressionAttributeNames: { '#v': 'v' },
          ExpressionAttributeValues: { ':seen': { N: String(expectedVersion) } },
        };
  return {
    Put: {
      TableName,
      Item: { ...judgmentKey(study, key), ...itemOf(encodeEntry(entry, criteria)) },
      ...condition,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
}

function addToCell({ counts, ...cell }: CellAddition, study: string, TableName: string): TransactWriteItem {
  const { expression, names, values } = addingToCell(counts);
  return {
    Update: {
      TableName,
      Key: cellKey(study, cell),
      UpdateExpression: expression,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
    },
  };
}

/** Adds outcomes to the import's item if it still has the worker's epoch. Without outcomes, it only checks the epoch. */
function countImport(
  { importId, epoch, outcomes }: ImportAddition,
  study: string,
  TableName: string,
): TransactWriteItem {
  const { expression, names, values } = adding(outcomes, 'c_');
  const holding = holdingEpoch(epoch);
  const common = {
    TableName,
    Key: importKey(study, importId),
    ConditionExpression: holding.expression,
    ExpressionAttributeNames: { ...names, ...holding.names },
    ExpressionAttributeValues: { ...values, ...holding.values },
  };
  return expression === ''
    ? { ConditionCheck: common }
    : { Update: { ...common, UpdateExpression: expression } };
}

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
