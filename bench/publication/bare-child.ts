import { DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import { ALL_GROUPS } from '../../shared/ledger/cells/index.ts';
import { LOCAL, TABLES } from '../tables.ts';
import { STUDY } from '../workload.ts';

/** Seconds of the bare reading. */
export interface BareReading {
  /** Processor seconds of all threads. */
  readonly processor: number;
  readonly elapsed: number;
}

/**
 * `bare-child.ts <endpoint of DynamoDB>`: reads the cells twice and each judgment once, with the SDK as it is and without any
 * other work. A publication sends about these queries.
 */
const client = new DynamoDBClient({ ...LOCAL, endpoint: process.argv[2]! });

async function sortKeysOf(TableName: string, partition: string): Promise<string[]> {
  const keys: string[] = [];
  const input = {
    TableName,
    KeyConditionExpression: 'pk = :partition',
    ExpressionAttributeValues: { ':partition': { S: partition } },
    ConsistentRead: true,
  };
  for await (const { Items = [] } of paginateQuery({ client }, input))
    for (const { sk } of Items) keys.push(sk!.S!);
  return keys;
}

const began = { elapsed: performance.now(), processor: process.cpuUsage() };
await pMap(
  ALL_GROUPS,
  async (group) => {
    const partition = `${STUDY}#${String(group).padStart(2, '0')}`;
    await sortKeysOf(TABLES.counters, partition);
    const entered = (await sortKeysOf(TABLES.counters, partition)).filter((key) => key.startsWith('@'));
    await pMap(entered, (key) => sortKeysOf(TABLES.ledger, `${STUDY}#${key.slice(1)}`), { concurrency: 8 });
  },
  { concurrency: 4 },
);
const { user, system } = process.cpuUsage(began.processor);
client.destroy();
const report: BareReading = {
  processor: (user + system) / 1e6,
  elapsed: (performance.now() - began.elapsed) / 1000,
};
if (process.send) process.send(report);
else console.log(report);
