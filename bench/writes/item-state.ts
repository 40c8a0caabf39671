import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type StoredItem = Record<string, AttributeValue>;

/** The parts of an update that determine the resulting item. */
export interface Update {
  readonly Key?: StoredItem | undefined;
  readonly UpdateExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: StoredItem | undefined;
}

/**
 * The item after an update of ADD clauses: numbers are added, sets united. An update without an expression creates an
 * absent item with its key alone.
 * @throws for any other clause: its item must be taken from the response
 */
export function itemAfterAdd(before: StoredItem | undefined, update: Update): StoredItem {
  const after: StoredItem = { ...update.Key, ...before };
  const clauses = update.UpdateExpression?.trim() ?? '';
  if (clauses === '') return after;
  if (!clauses.startsWith('ADD ')) throw new Error(`the item after the update ${clauses} is not known`);
  for (const clause of clauses.slice('ADD '.length).split(',')) {
    const [path = '', placeholder = ''] = clause.trim().split(/\s+/);
    const name = update.ExpressionAttributeNames?.[path] ?? path;
    const value = update.ExpressionAttributeValues?.[placeholder];
    if (!value) throw new Error(`cannot read ${clause} in ${clauses}`);
    after[name] = sum(after[name], value);
  }
  return after;
}

function sum(before: AttributeValue | undefined, { N, SS }: AttributeValue): AttributeValue {
  if (N !== undefined) return { N: String(Number(before?.N ?? 0) + Number(N)) };
  if (SS !== undefined) return { SS: [...new Set([...(before?.SS ?? []), ...SS])] };
  throw new Error('ADD takes a number or a set');
}
