import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cellKey } from '../../shared/store/dynamodb/keys.ts';
import { collect } from '../support/collect.ts';
import { primum } from '../support/command-line.ts';
import { plainBucket } from '../support/objects.ts';
import { type RunningStack, runStack } from '../support/running-stack.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { asOneVote, judgmentsOf } from '../support/untidy-study.ts';

const STUDY = 'sent';
const folder = temporaryFolder();
let running: RunningStack;
let outputs: string;
beforeAll(async () => {
  running = await runStack();
  const { stack, aws, output } = running;
  outputs = join(folder, 'outputs.json');
  writeFileSync(outputs, JSON.stringify({ outputs: stack.outputs, environment: stack.environment }));
  await plainBucket(aws.s3, output('ExportsBucketName')).put(`protocols/${STUDY}.json`, '{}');
});
afterAll(() => running?.stop());

const onDeployment = (...parameters: string[]) =>
  primum([...parameters, '--outputs', outputs], { cwd: folder });

test('send sends the lines that hold to the contract, and names the others', async () => {
  const votes = judgmentsOf(STUDY, 3, 40).map(asOneVote);
  const lines = votes.map((vote) => JSON.stringify(vote));
  const file = join(folder, 'events.jsonl');
  writeFileSync(file, [...lines, '', '{"kind":"vote"}', 'no JSON'].join('\n'));
  const { code, stderr } = await onDeployment('send', file);
  expect(code).toBe(3);
  expect(stderr).toContain('40 events sent, 2 refused');
  expect(stderr).toContain(`${file}:42: `);
  expect(stderr).toContain(`${file}:43: is not JSON`);
  await running.stack.drained();
});

describe('recount', () => {
  test('finds the counters to be the sum of the ledger', async () => {
    const { code, stdout, stderr } = await onDeployment('recount', '--study', STUDY);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('to the last unit');
    expect(stderr).toContain('40 judgments read');
  });

  test('tells a counter that was tampered with, and sets it right', async () => {
    const [cell] = await collect((await running.study(STUDY)).cells());
    const { group, specialty, x } = cell!;
    await running.aws.dynamodb.send(
      new UpdateItemCommand({
        TableName: running.output('CountersTableName'),
        Key: cellKey(STUDY, cell!),
        UpdateExpression: 'ADD w5 :seven',
        ExpressionAttributeValues: { ':seven': { N: '7' } },
      }),
    );
    const seen = await onDeployment('recount', '--study', STUDY);
    expect([seen.code, seen.stdout]).toEqual([
      1,
      expect.stringContaining(`group ${group}, ${specialty}, ${x}`),
    ]);
    const fixed = await onDeployment('recount', '--study', STUDY, '--fix');
    expect([fixed.code, fixed.stdout]).toEqual([0, expect.stringContaining('Set right: 1 group')]);
    expect((await onDeployment('recount', '--study', STUDY)).code).toBe(0);
  });

  test('of a study that there is not says so in one line', async () => {
    const { code, stderr } = await onDeployment('recount', '--study', 'nope');
    expect(stderr).toBe('primum: there is no study "nope": no event of it has been recorded\n');
    expect(code).toBe(2);
  });
});

test('erase takes a clinician out, keeps them out, and says what it does not reach', async () => {
  const study = await running.study(STUDY);
  const [entered] = await collect(study.participants());
  const { code, stdout, stderr } = await onDeployment(
    'erase',
    entered!.clinician,
    '--study',
    STUDY,
    '--settle',
    '0',
  );
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('What this command does not reach');
  expect(await collect(study.judgments(entered!.clinician))).toEqual([]);
  expect((await onDeployment('recount', '--study', STUDY)).code).toBe(0);
});
