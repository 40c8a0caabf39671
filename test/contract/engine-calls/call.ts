import {
  type AttributeValue,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { EngineName } from '../../../cli/local-stack/dynamodb.ts';

export type Item = Record<string, AttributeValue>;

/** A table with the text keys `pk` and `sk`, and a partition of it that no other call uses. */
export interface Probe {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** A table that no other call uses. */
  readonly emptyTable: string;
  readonly pk: string;
}

/** A call, or several, with the answer that AWS documents. */
export interface Call {
  /** A sentence about DynamoDB that is true on AWS. */
  readonly claim: string;
  /** The documentation of this claim: the title of its page, or of a section. */
  readonly source: string;
  readonly ask: (probe: Probe) => Promise<unknown>;
  readonly aws: unknown;
  /** Answers of engines that differ, each of which docs/local-database.md lists by the claim. */
  readonly differs?: Partial<Record<EngineName, unknown>>;
}

export const S = (text: string): AttributeValue => ({ S: text });
export const N = (number: number | string): AttributeValue => ({ N: String(number) });

/** The value of an answer, or the name of its error, with the codes of the reasons if it is a cancelled transaction. */
export async function outcome<T>(answer: Promise<T>, read: (value: T) => unknown = () => 'done') {
  try {
    return read(await answer);
  } catch (error) {
    if (error instanceof TransactionCanceledException)
      return ['TransactionCanceledException', ...(error.CancellationReasons ?? []).map(({ Code }) => Code)];
    return (error as Error).name;
  }
}

/** The outcome of a request that is not valid, whether as a whole or by the reasons of a cancelled transaction. */
export async function refusal(answer: Promise<unknown>): Promise<unknown> {
  const met = await outcome(answer);
  if (met === 'ValidationException' || (Array.isArray(met) && met.includes('ValidationError')))
    return 'refused';
  return met;
}

export const put = ({ client, table, pk }: Probe, sk: string, attributes: Item = {}) =>
  client.send(new PutItemCommand({ TableName: table, Item: { pk: S(pk), sk: S(sk), ...attributes } }));

export const putAction = ({ table, pk }: Probe, sk: string, attributes: Item = {}): TransactWriteItem => ({
  Put: { TableName: table, Item: { pk: S(pk), sk: S(sk), ...attributes } },
});

export const transact = (
  { client }: Probe,
  TransactItems: TransactWriteItem[],
  ClientRequestToken?: string,
) => client.send(new TransactWriteItemsCommand({ TransactItems, ClientRequestToken }));

/** All items of the partition without `pk`, in the order of their sort keys. */
export async function partition({ client, table, pk }: Probe): Promise<Item[]> {
  const items: Item[] = [];
  let ExclusiveStartKey: Item | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': S(pk) },
        ConsistentRead: true,
        ExclusiveStartKey,
      }),
    );
    for (const { pk: _, ...item } of page.Items ?? []) items.push(item);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return items;
}

export const sortKeys = async (probe: Probe): Promise<string[]> =>
  (await partition(probe)).map(({ sk }) => sk!.S!);
