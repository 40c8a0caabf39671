import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { TableDescription } from './description.ts';

/** Creates the template's tables, on demand as they are deployed; a local DynamoDB has them at once. */
export async function createTables(client: DynamoDBClient, tables: TableDescription[]): Promise<void> {
  for (const { name, keySchema, attributes, globalIndexes } of tables) {
    await client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: keySchema,
        AttributeDefinitions: attributes,
        ...(globalIndexes.length > 0 && { GlobalSecondaryIndexes: globalIndexes }),
      } as unknown as CreateTableCommandInput),
    );
  }
}
