import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { FrozenCriterion } from '../../contracts/index.ts';
import { encodeEntry } from '../ledger-codec.ts';
import type { CellAddition, ImportAddition, JudgmentWrite, Transaction } from '../port.ts';
import { adding, addingToCell } from './counts.ts';
import { holdingEpoch } from './import-condition.ts';
import { itemOf } from './items.ts';
import { cellKey, importKey, judgmentKey } from './keys.ts';
import type { Tables } from './tables.ts';

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

export function addToCell(
  { counts, ...cell }: CellAddition,
  study: string,
  TableName: string,
): TransactWriteItem {
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
