/**
 * Prints, one per line, the files of the project with a function that runs while a vote is recorded in DynamoDB. The
 * study and the clinician are known before, as for nearly all votes.
 */
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SQSEvent } from 'aws-lambda';
import { handleBatch } from '../../functions/record-votes/handle-batch.ts';
import { dynamoStores } from '../../shared/ledger/dynamodb/index.ts';
import { batch, deployment, message, vote } from '../integration/functions/deployment.ts';
import { startLocalTables } from './local-tables.ts';

const ROOT = `${pathToFileURL(join(import.meta.dirname, '../..')).href}/`;

const tables = await startLocalTables();
const services = { ...deployment(), store: dynamoStores(tables.client, tables.tables).store };
const record = async (event: SQSEvent): Promise<void> => {
  const { batchItemFailures } = await handleBatch(event, services, () => 60_000);
  if (batchItemFailures.length > 0) throw new Error('the vote was not recorded');
};

await record(batch(message('1', vote('first'))));
const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
await record(batch(message('2', vote('second'))));
const { result } = await session.post('Profiler.takePreciseCoverage');
await tables.stop();

const ran = result.filter(({ functions }) =>
  functions.some(({ ranges: [range] }) => range !== undefined && range.startOffset > 0 && range.count > 0),
);
for (const { url } of ran) if (url.startsWith(ROOT)) console.log(url.slice(ROOT.length));
