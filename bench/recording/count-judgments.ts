import { type AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { Database } from '../../shared/ledger/dynamodb/index.ts';

/** Number of judgments in the ledger. */
export async function countJudgments({ client, tables }: Database): Promise<number> {
  let judgments = 0;
  let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: tables.ledger,
        Select: 'COUNT',
        ConsistentRead: true,
        ...(ExclusiveStartKey && { ExclusiveStartKey }),
      }),
    );
    judgments += page.Count ?? 0;
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return judgments;
}
