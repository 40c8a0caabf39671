import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Duration } from 'aws-cdk-lib/core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { rejectFile } from '../../shared/contracts/reject-file.ts';
import type { Snapshot } from '../../shared/contracts/snapshot.ts';
import { primum } from '../support/command-line.ts';
import { type PlainBucket, plainBucket } from '../support/objects.ts';
import { drained } from '../support/queues.ts';
import { type RunningStack, runStack } from '../support/running-stack.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const STUDY = 'by-hand';
/** Part of all names that no output may contain. */
const TELLTALE = 'Wanderstab';
const vote = {
  kind: 'vote',
  judgment: 'j-1',
  study: STUDY,
  clinician: `Dr. Ada ${TELLTALE}`,
  specialty: 'cardiology',
  country: 'CH',
  at: '2026-03-01T09:30:00Z',
  first: 'aster',
  second: 'borage',
  outcome: 'second',
  scores: { aster: { harmlessness: -1 }, borage: { harmlessness: 2 } },
};
/** The clinician's name in its field, and in wrong places: an unknown field, a value and a key. */
const BAD = [
  { ...vote, judgment: 'j-2', outcome: 'third' },
  { ...vote, judgment: 'j-3', email: `ada@${TELLTALE}.example` },
  { ...vote, judgment: 'j-4', country: `Dr. Ada ${TELLTALE}` },
  { ...vote, judgment: 'j-5', scores: { aster: { [`Dr. Ada ${TELLTALE}`]: 1 } } },
  { ...vote, judgment: 'j-6', study: 'nobody-registered-this' },
  { ...vote, judgment: 'j-7', study: 'of-another-app' },
];

let running: RunningStack;
let exports: PlainBucket;
let snapshots: PlainBucket;
let client: SQSClient;

/**
 * Sends a message like any program with an AWS SDK, with only endpoint, region and credentials from the environment.
 */
async function send(body: string): Promise<void> {
  await client.send(new SendMessageCommand({ QueueUrl: running.output('VotesQueueUrl'), MessageBody: body }));
}

async function publish(): Promise<Snapshot> {
  await drained(running.stack);
  await running.stack.invoke('PublishSnapshotFunctionName', {});
  const latest = (await snapshots.json(`snapshots/${STUDY}/latest.json`)) as { snapshot: string };
  return (await snapshots.json(`snapshots/${STUDY}/${latest.snapshot}/snapshot.json`)) as Snapshot;
}

beforeAll(async () => {
  running = await runStack({
    timings: { batchWindow: Duration.seconds(0), votesBatchSize: 10 },
    choices: { producers: { 'an-app': [STUDY, 'nobody-registered-this'] } },
  });
  exports = plainBucket(running.aws.s3, running.output('ExportsBucketName'));
  snapshots = plainBucket(running.aws.s3, running.output('SnapshotsBucketName'));
  for (const [name, value] of Object.entries(running.stack.environment)) vi.stubEnv(name, value);
  client = new SQSClient();
  await exports.put(`protocols/${STUDY}.json`, '{}');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  client?.destroy();
  await running?.stop();
});

test('a vote sent with a plain SDK is in the next snapshot', async () => {
  await send(JSON.stringify(vote));
  const { totals, verdict } = await publish();
  expect(totals).toMatchObject({ judgments: 1, votes: 1, ratedAnswers: 2, clinicians: 1, models: 2 });
  expect(verdict.status).toBe('not established');
});

test('the same vote sent again changes nothing', async () => {
  const before = await publish();
  await send(JSON.stringify(vote));
  expect(await publish()).toEqual(before);
  expect(await snapshots.keys(`snapshots/${STUDY}/`)).toEqual(
    expect.arrayContaining([`snapshots/${STUDY}/latest.json`]),
  );
});

describe('invalid messages', () => {
  beforeAll(async () => {
    for (const bad of BAD) await send(JSON.stringify(bad));
    await send(JSON.stringify([{ ...vote, judgment: 'j-8' }, BAD[0]]));
    await send(`{"clinician": "Dr. Ada ${TELLTALE}`);
    const csv = ['judgment,clinician,specialty,at,first,second,outcome'];
    csv.push(`e-1,Dr. Bea ${TELLTALE},oncology,2026-03-01T09:30:00Z,aster,borage,tie`);
    csv.push(`e-2,Dr. Bea ${TELLTALE},oncology,2026-03-01T09:30:00Z,aster,aster,tie`);
    csv.push(`e-3,Dr. Bea ${TELLTALE},oncology,Dr. Bea ${TELLTALE},aster,borage,tie`);
    csv.push(`e-4,"Dr. Bea ${TELLTALE},oncology,2026`);
    await exports.put(`exports/${STUDY}/votes.csv`, csv.join('\n'));
    await drained(running.stack);
  });

  test('become rejects with their reason, and valid messages of the same batch count', async () => {
    const keys = await exports.keys(`rejects/${STUDY}/`);
    const files = await Promise.all(keys.map(async (key) => rejectFile.parse(await exports.json(key))));
    const rejects = files.flatMap((file) => file.rejects);
    expect(rejects.map(({ message }) => message).sort()).toEqual([
      expect.stringMatching(/^country: must be/),
      expect.stringMatching(/^outcome: /),
      expect.stringMatching(/^outcome: /),
      expect.stringMatching(/^scores: contains the clinician's id/),
      expect.stringMatching(/^study: this sender may send events of "by-hand", .* not of "of-another-app"/),
      'unknown field "email"',
    ]);
    const { totals } = await publish();
    expect(totals).toMatchObject({ votes: 3, clinicians: 2 });
  });

  test('are shown with the rows of files by `primum rejects`, without any name', async () => {
    const { stack } = running;
    const outputs = join(temporaryFolder(), 'outputs.json');
    writeFileSync(outputs, JSON.stringify({ outputs: stack.outputs, environment: stack.environment }));
    const { code, stdout } = await primum(['rejects', STUDY, '--outputs', outputs]);
    expect(code).toBe(3);
    expect(stdout).toContain('2 × invalid_value in outcome');
    expect(stdout).toContain('unknown field "email"');
    expect(stdout).toContain('At: votes.csv/');
    expect(stdout).toContain('9 events not counted');
    expect(stdout).not.toContain(TELLTALE);
  });

  test('get a reason that explains how to register the study if it is unregistered', async () => {
    const [key = ''] = await exports.keys('rejects/nobody-registered-this/');
    expect(await exports.text(key)).toContain('protocols/nobody-registered-this.json');
  });

  test('are stored separately if they are not JSON, and expire there', async () => {
    expect(await exports.keys('rejects/unparsable/')).toHaveLength(1);
  });
});

describe('the names of clinicians in a deployment', () => {
  const mentions = (places: Iterable<readonly [string, string]>) =>
    [...places].filter(([, text]) => text.toLowerCase().includes(TELLTALE.toLowerCase())).map(([at]) => at);

  test('the tables do not contain the names of clinicians', async () => {
    const tables = ['LedgerTableName', 'CountersTableName'].map(running.output);
    const items = await Promise.all(
      tables.map(async (TableName) => {
        const { Items = [], LastEvaluatedKey } = await running.aws.dynamodb.send(
          new ScanCommand({ TableName, ConsistentRead: true }),
        );
        expect(LastEvaluatedKey).toBeUndefined();
        return [TableName, Items] as const;
      }),
    );
    expect(items.every(([, list]) => list.length > 2)).toBe(true);
    expect(mentions(items.map(([name, list]) => [name, JSON.stringify(list)]))).toEqual([]);
  });

  test('the logs do not contain the names of clinicians', () => {
    const directory = running.stack.logDirectory;
    const files = readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), 'utf8')]);
    expect(files.length).toBeGreaterThanOrEqual(3);
    expect(files.some(([, text]) => text?.includes('events rejected'))).toBe(true);
    expect(
      mentions([...(files as [string, string][]), ['the log of the stack', running.log.join('\n')]]),
    ).toEqual([]);
  });

  test('only uploaded files and unparsable messages in the buckets contain the names of clinicians', async () => {
    const all = async (bucket: PlainBucket, name: string) =>
      Promise.all(
        (await bucket.keys()).map(
          async (key) => [`${name}/${key}`, `${key}\n${await bucket.text(key)}`] as const,
        ),
      );
    const objects = [...(await all(exports, 'exports')), ...(await all(snapshots, 'snapshots'))];
    const kinds = ['exports/receipts/', 'exports/rejects/', 'snapshots/snapshots/', 'snapshots/index.html'];
    for (const kind of kinds) expect(objects.some(([key]) => key.startsWith(kind))).toBe(true);
    expect(mentions(objects)).toEqual([
      `exports/exports/${STUDY}/votes.csv`,
      expect.stringMatching(/^exports\/rejects\/unparsable\//),
    ]);
  });
});
