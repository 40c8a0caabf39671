import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { oldestMessageAges } from '../../../cli/commands/operate/status/oldest-messages.ts';
import type { Status } from '../../../cli/commands/operate/status/status-text.ts';
import { integrityCheckKey } from '../../../shared/contracts/integrity-check.ts';
import { receiptFolder } from '../../../shared/imports/receipt-keys.ts';
import { latestKey } from '../../../shared/publication/keys.ts';
import { primum } from '../../support/command-line.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { until } from '../../support/until.ts';
import { cloudFormation } from './cloudformation.ts';
import { type EmulatedDeployment, emulatedDeployment } from './emulated.ts';

const folder = temporaryFolder();
let deployment: EmulatedDeployment;
const put = (Bucket: 'exports' | 'snapshots', Key: string, body: unknown) =>
  deployment.s3.send(new PutObjectCommand({ Bucket, Key, Body: JSON.stringify(body) }));
const send = (QueueUrl: string) =>
  deployment.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }));

const outcomes = { recorded: 3, duplicate: 0, revised: 0, retracted: 0, stale: 0, conflict: 0, rejected: 1 };
const receipt = (object: string, finishedAt: string) => ({
  ...{ schemaVersion: 1, study: 'demo', object, version: 'v', status: 'finished', rows: 4, events: 4 },
  ...{ ...outcomes, byReason: [], startedAt: finishedAt, finishedAt },
});
const check = {
  ...{ schemaVersion: 1, study: 'demo', checkedAt: '2026-03-02T09:00:00Z', judgments: 9, differences: 0 },
  groups: { confirmed: 32, differing: 0, open: 0 },
};

beforeAll(async () => {
  deployment = await emulatedDeployment(folder);
  const { outputs } = deployment;
  await send(outputs.VotesQueueUrl);
  await send(outputs.VotesQueueUrl);
  await send(outputs.ImportsDeadLetterQueueUrl);
  await put('exports', 'protocols/demo.json', {});
  await put('exports', 'protocols/new.json', {});
  for (const [object, time] of [
    ['z.csv', '2026-03-01T00:00:00Z'],
    ['a.csv', '2026-03-02T00:00:00Z'],
  ] as const) {
    const key = `${receiptFolder({ study: 'demo', object, version: 'v', mapping: '' })}receipt.json`;
    await put('exports', key, receipt(object, time));
    // The emulator has times in whole seconds, and the next receipt must be later.
    const second = () => Math.floor(Date.now() / 1000);
    const written = second();
    await until('the next second', second, (now) => now > written);
  }
  await put('exports', integrityCheckKey('demo'), check);
  await put('snapshots', latestKey('demo'), {
    ...{
      schemaVersion: 1,
      study: 'demo',
      snapshot: '2026',
      time: '2026-03-02T11:50:00Z',
      verdict: 'aligned',
    },
    ...{ inputs: 'a'.repeat(64), manifest: { key: '2026/manifest.json', bytes: 1, sha256: 'b'.repeat(64) } },
  });
});
afterAll(() => deployment?.stop());

it('primum status shows the state of queues and studies', async () => {
  const { code, stdout, stderr } = await primum(['status', '--json', '--outputs', deployment.file], {
    cwd: folder,
  });
  expect(code, stderr).toBe(0);
  expect(stderr).toMatch(/^Note: the tables do not say whether erasures are unfinished: .*\n$/);
  const { queues, studies, alarms } = JSON.parse(stdout) as Status;
  expect(queues).toMatchObject([
    { queue: 'votes', waiting: 2, underWay: 0, deadLetters: 0 },
    { queue: 'imports', waiting: 0, underWay: 0, deadLetters: 1 },
  ]);
  expect(alarms).toBeNull();
  expect(studies).toMatchObject([
    {
      study: 'demo',
      snapshot: { snapshot: '2026', verdict: 'aligned' },
      lastImport: { object: 'a.csv', rejected: 1 },
      integrity: { atSnapshot: null, daily: check },
    },
    { study: 'new', snapshot: null, lastImport: null, integrity: { atSnapshot: null, daily: null } },
  ]);
  const text = await primum(['status', '--outputs', deployment.file], { cwd: folder });
  expect(text.stdout).toMatch(/imports .*! 1/);
  expect(text.stdout).toMatch(/demo .* aligned .*ago/);
});

it('the age of the oldest message is the last value of CloudWatch', async () => {
  const client = new CloudWatchClient({ region: 'us-east-1' });
  const asked: unknown[] = [];
  client.middlewareStack.add(
    () =>
      async ({ input }) => {
        asked.push(input);
        return { response: {}, output: { $metadata: {}, MetricDataResults: [{ Values: [240, 180] }] } };
      },
    { step: 'initialize', priority: 'high' },
  );
  const ages = await oldestMessageAges(client, deployment.outputs);
  expect([...ages]).toEqual([
    ['votes', 240],
    ['imports', 240],
  ]);
  expect(JSON.stringify(asked)).toContain('{"Name":"QueueName","Value":"votes"}');
});

it('the status of a deployment lacks alarms and ages if CloudWatch does not answer', async () => {
  const { outputs, environment } = deployment;
  const formation = await cloudFormation(new Map([['Primum', outputs]]));
  const env = {
    ...process.env,
    ...environment,
    AWS_ENDPOINT_URL_CLOUDFORMATION: formation.endpoint,
    AWS_ENDPOINT_URL_CLOUDWATCH: 'http://127.0.0.1:9',
    AWS_MAX_ATTEMPTS: '1',
  };
  try {
    const { code, stdout, stderr } = await primum(['status', '--stack', 'Primum'], { cwd: folder, env });
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/^Note: CloudWatch returned no alarms and no ages: /m),
    ]);
    expect(stdout).toMatch(/votes .* 2 .*–/);
  } finally {
    formation.close();
  }
});
