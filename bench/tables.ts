import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startDynamoDb } from '../cli/local-stack/dynamodb.ts';
import { createTables } from '../cli/local-stack/tables.ts';
import { type Database, dynamoClient, type Tables } from '../shared/ledger/dynamodb/index.ts';

export const TABLES: Tables = { ledger: 'ledger', counters: 'counters' };
/** The settings of a client of the local DynamoDB, except its endpoint. */
export const LOCAL = {
  region: 'eu-central-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
} as const;

/** A local DynamoDB with the two tables, and a way to empty them. */
export interface BenchDatabase extends Database {
  readonly endpoint: string;
  /** Replaces the tables with empty ones of the same names, so that the same requests can be sent again. */
  readonly empty: () => Promise<void>;
  /** Returns another client, for a run that adds its own middleware. */
  readonly connect: () => DynamoDBClient;
}

/** Runs work on a separate local DynamoDB in memory, and stops it afterwards. */
export async function withTables<T>(work: (database: BenchDatabase) => Promise<T>): Promise<T> {
  const server = await startDynamoDb();
  const local = { ...LOCAL, endpoint: server.endpoint };
  const connect = () => dynamoClient(local);
  const client = connect();
  // No short timeout and no retries, because a retry would create the same table twice.
  const keeper = new DynamoDBClient({ ...local, maxAttempts: 1 });
  try {
    await create(keeper);
    const empty = async () => {
      for (const TableName of Object.values(TABLES)) await keeper.send(new DeleteTableCommand({ TableName }));
      await create(keeper);
    };
    return await work({ client, tables: TABLES, endpoint: server.endpoint, empty, connect });
  } finally {
    client.destroy();
    keeper.destroy();
    await server.stop();
  }
}

const create = (client: DynamoDBClient): Promise<void> =>
  createTables(
    client,
    Object.values(TABLES).map((name) => ({
      name,
      logicalId: name,
      keySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      attributes: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      globalIndexes: [],
    })),
  );
