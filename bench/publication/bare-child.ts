import { DynamoDBClient, paginateQuery, paginateScan } from '@aws-sdk/client-dynamodb';
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
 * other work. A publication sends about these requests.
 */
const client = new DynamoDBClient({ ...LOCAL, endpoint: process.argv[2]! });

const COMMON = { ConsistentRead: true } as const;
/** The segments and the pages of a publication's scan. */
const SEGMENTS = [0, 1, 2, 3];
const ITEMS_PER_PAGE = 1_000;

async function readCells(partition: string): Promise<void> {
  const input = {
    ...{ ...COMMON, TableName: TABLES.counters, KeyConditionExpression: 'pk = :partition' },
    ExpressionAttributeValues: { ':partition': { S: partition } },
  };
  for await (const _ of paginateQuery({ client }, input));
}

async function scanJudgments(Segment: number): Promise<void> {
  const input = { ...COMMON, TableName: TABLES.ledger, Limit: ITEMS_PER_PAGE };
  for await (const _ of paginateScan({ client }, { ...input, Segment, TotalSegments: SEGMENTS.length }));
}

const began = { elapsed: performance.now(), processor: process.cpuUsage() };
const partitions = ALL_GROUPS.map((group) => `${STUDY}#${String(group).padStart(2, '0')}`);
await pMap(partitions, readCells, { concurrency: 8 });
await pMap(SEGMENTS, scanJudgments);
await pMap(partitions, readCells, { concurrency: 4 });
const { user, system } = process.cpuUsage(began.processor);
client.destroy();
const report: BareReading = {
  processor: (user + system) / 1e6,
  elapsed: (performance.now() - began.elapsed) / 1000,
};
if (process.send) process.send(report);
else console.log(report);
