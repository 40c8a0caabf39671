import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { TableDescription } from './description.ts';

/**
 * Creates the tables of the template with on-demand capacity, as they are deployed. The local database has them ready
 * at once.
 */
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
