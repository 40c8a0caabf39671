import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { Duration } from 'aws-cdk-lib/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendMessages } from '../../cli/deployment/send-messages.ts';
import { ROOT } from '../../infra/bundle.ts';
import type { IntegrityCheck } from '../../shared/contracts/integrity-check.ts';
import type { Receipt } from '../../shared/contracts/receipt.ts';
import { cellKey } from '../../shared/ledger/dynamodb/items.ts';
import { type Ended, primum } from '../support/command-line.ts';
import { type PlainBucket, plainBucket } from '../support/objects.ts';
import { comeAgainAfter } from '../support/queues.ts';
import { type RunningStack, runStack } from '../support/running-stack.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { asOneVote, judgmentsOf } from '../support/untidy-study.ts';
import { until } from '../support/until.ts';

const folder = temporaryFolder();
const outputs = join(folder, 'outputs.json');
const runbook = readFileSync(join(ROOT, 'docs/runbook.md'), 'utf8');
let running: RunningStack;
let exports: PlainBucket;
beforeAll(async () => {
  running = await runStack({ timings: { votesMaxReceiveCount: 2, batchWindow: Duration.seconds(0) } });
  const { stack, aws, output } = running;
  writeFileSync(outputs, JSON.stringify({ outputs: stack.outputs, environment: stack.environment }));
  exports = plainBucket(aws.s3, output('ExportsBucketName'));
});
afterAll(() => running?.stop());

const local = (parameters: readonly string[]): Promise<Ended> =>
  primum([...parameters, '--outputs', outputs], { cwd: folder });

/** Runs the command in a chapter of the runbook that begins with this text, on the local stack. */
function follow(chapter: string, command: string, study = ''): Promise<Ended> {
  const text = runbook.split('\n### ').find((part) => part.startsWith(`${chapter}\n`)) ?? '';
  const line = text.split('\n').find((one) => one.includes(`npm run primum -- ${command}`));
  const [, words] = /npm run primum -- ([^`]+)/.exec(line ?? '') ?? [];
  if (!words) throw new Error(`the runbook's ${chapter} has no ${command}`);
  const parameters = words.replace('--stack $STACK', '').replaceAll('<study>', study).trim().split(/\s+/);
  return local(parameters);
}

const status = async () => (await local(['status'])).stdout;
const votesOf = (study: string, count: number) => judgmentsOf(study, 5, count).map(asOneVote);

test('dead-lettered votes are recorded after their protocol is corrected and they are moved back', async () => {
  await exports.put('protocols/stuck.json', '{"tolerance": "high"}');
  const bodies = votesOf('stuck', 12).map((vote) => JSON.stringify(vote));
  const queue = running.output('VotesQueueUrl');
  await comeAgainAfter(running.aws.sqs, queue, 1);
  for await (const _ of sendMessages(running.aws.sqs, queue, bodies));
  await until('12 votes to be given up', status, (text) => /votes .*! 12/.test(text));
  expect(await running.recorded('stuck')).toBe(0);
  await until('the metric', () => running.log.filter((line) => line.includes('"InvalidProtocols"')).length);

  await comeAgainAfter(running.aws.sqs, queue, 360);
  await exports.put('protocols/stuck.json', '{}');
  const moved = await follow('VotesDeadLetters', 'redrive');
  expect([moved.code, moved.stderr]).toEqual([0, expect.stringContaining('12 moved')]);
  await until(
    'all votes to be recorded',
    () => running.recorded('stuck'),
    (recorded) => recorded === 12,
  );
  expect(await status()).not.toContain('!');
});

test('a file counts once if its import was killed half-way and the file is uploaded again', async () => {
  await exports.put('protocols/halved.json', '{}');
  const file = votesOf('halved', 4000).map((vote) => JSON.stringify(vote));
  await exports.put('exports/halved/votes.jsonl', file.join('\n'));
  // Stops importers, so that they do not finish while the test reads their records.
  const signalled = (signal: NodeJS.Signals) => {
    for (const { function: name, pid } of running.stack.processes())
      if (name.includes('ImportExport')) process.kill(pid, signal);
  };
  const recordedSoFar = async () => {
    signalled('SIGSTOP');
    const recorded = await running.recorded('halved');
    if (recorded === 0) signalled('SIGCONT');
    return recorded;
  };
  await until('the first votes of the file to be recorded', recordedSoFar, Boolean, { everyMs: 20 });
  signalled('SIGKILL');
  const before = await running.recorded('halved');
  expect(before).toBeLessThan(4000);
  expect((await local(['imports', 'halved'])).code).toBe(2);

  await exports.put('exports/halved/votes.jsonl', file.join('\n'));
  const finished = async () =>
    (await exports.keys('receipts/halved/')).filter((key) => key.endsWith('/receipt.json'));
  await until('a receipt', finished, ({ length }) => length > 0);
  expect(await finished()).toHaveLength(1);
  const { rows, recorded, duplicate } = (await exports.json((await finished())[0]!)) as Receipt;
  expect([rows, recorded + duplicate]).toEqual([4000, 4000]);
  expect(duplicate).toBeGreaterThanOrEqual(before);
  expect(await running.recorded('halved')).toBe(4000);
  expect((await follow('ImportsFailed', 'imports', 'halved')).stdout).toContain('finished');
  expect((await follow('IntegrityDrift', 'recount', 'halved')).code).toBe(0);
});

test('a counter with a wrong value is found by the daily check, and corrected', async () => {
  const check = async () => {
    const all = (await running.stack.invoke('CheckIntegrityFunctionName', {})) as IntegrityCheck[];
    return all.find(({ study }) => study === 'stuck');
  };
  const drift = () => running.log.filter((line) => line.includes('"IntegrityDrift"')).length;
  expect(await check()).toMatchObject({ judgments: 12, differences: 0, groups: { confirmed: 32, open: 0 } });
  expect(drift()).toBe(0);

  const [cell] = await Array.fromAsync((await running.study('stuck')).cells());
  await running.aws.dynamodb.send(
    new UpdateItemCommand({
      TableName: running.output('CountersTableName'),
      Key: cellKey('stuck', cell!),
      UpdateExpression: 'ADD w5 :seven',
      ExpressionAttributeValues: { ':seven': { N: '7' } },
    }),
  );
  expect(await check()).toMatchObject({ differences: 1, groups: { differing: 1 } });
  expect(await until('the metric', drift)).toBe(1);
  expect(await status()).toContain('! 1 differ from the ledger');
  expect((await follow('IntegrityDrift', 'recount', 'stuck')).code).toBe(1);
  const fixed = await follow('IntegrityDrift', 'recount --study <study> --fix', 'stuck');
  expect([fixed.code, fixed.stdout]).toEqual([0, expect.stringContaining('Counters corrected: 1.')]);
  expect(await check()).toMatchObject({ differences: 0 });
  expect(await status()).not.toContain('!');
});
