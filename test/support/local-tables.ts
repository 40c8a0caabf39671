import { CreateTableCommand, type DynamoDBClient, ResourceInUseException } from '@aws-sdk/client-dynamodb';
import type { DatabaseEngine } from '../../cli/local-stack/database-engine.ts';
import { startDynamoDb } from '../../cli/local-stack/dynamodb.ts';
import { dynamoClient } from '../../shared/ledger/dynamodb/client.ts';
import type { Tables } from '../../shared/ledger/dynamodb/tables.ts';

export interface LocalTables {
  readonly endpoint: string;
  readonly client: DynamoDBClient;
  readonly tables: Tables;
  stop(): Promise<void>;
}

/** A separate local DynamoDB with the two empty tables, by the selected engine or another one. */
export async function startLocalTables(engine?: DatabaseEngine): Promise<LocalTables> {
  const server = await startDynamoDb({ engine });
  const client = localClient(server.endpoint);
  const tables: Tables = { ledger: 'ledger', counters: 'counters' };
  await Promise.all([createTable(client, tables.ledger), createTable(client, tables.counters)]);
  const stop = async () => {
    client.destroy();
    await server.stop();
  };
  return { endpoint: server.endpoint, client, tables, stop };
}

/** The client that production uses, pointed at a local endpoint, with the hasTimeLeft that a busy machine needs. */
export const localClient = (endpoint: string): DynamoDBClient =>
  dynamoClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestHandler: { connectionTimeout: 60_000, requestTimeout: 300_000, throwOnRequestTimeout: true },
  });

/** On a busy machine, the SDK may repeat the request after a late answer. The table then exists already. */
const createTable = async (client: DynamoDBClient, TableName: string): Promise<void> => {
  const create = new CreateTableCommand({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
  });
  await client.send(create).catch((error: Error) => {
    if (!(error instanceof ResourceInUseException)) throw error;
  });
};
