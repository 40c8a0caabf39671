import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startDynamoDb } from '../local/stack/dynamodb.ts';
import { createTables } from '../local/stack/tables.ts';
import { dynamoClient } from '../shared/store/dynamodb/client.ts';
import type { Database, Tables } from '../shared/store/dynamodb/tables.ts';

const TABLES: Tables = { ledger: 'ledger', counters: 'counters' };

/** A local DynamoDB with the two tables, and how they become empty again. */
export interface BenchDatabase extends Database {
  /** Replaces the tables by empty ones of the same names: the same requests can be sent again. */
  readonly empty: () => Promise<void>;
  /** Another client, for a run that adds middleware of its own. */
  readonly connect: () => DynamoDBClient;
}

/** Runs work on a local DynamoDB of its own, in memory, and stops it afterwards. */
export async function withTables<T>(work: (database: BenchDatabase) => Promise<T>): Promise<T> {
  const server = await startDynamoDb();
  const local = {
    endpoint: server.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const connect = () => dynamoClient(local);
  const client = connect();
  // Patient, and asking once: the same table cannot be made twice.
  const keeper = new DynamoDBClient({ ...local, maxAttempts: 1 });
  try {
    await create(keeper);
    const empty = async () => {
      for (const TableName of Object.values(TABLES)) await keeper.send(new DeleteTableCommand({ TableName }));
      await create(keeper);
    };
    return await work({ client, tables: TABLES, empty, connect });
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
