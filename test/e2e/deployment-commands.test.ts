import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientEnvironment, type Endpoints } from '../../cli/local-stack/endpoints.ts';
import { cellKey } from '../../shared/ledger/dynamodb/items.ts';
import { appUnderTest, logicalId } from '../infra/stack-under-test.ts';
import { grants, may } from '../infra/statements.ts';
import { countersOf, judgmentsOf as judgmentsOfStore, ledgerOf } from '../support/books.ts';
import { primum } from '../support/command-line.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { calm } from '../support/faults/choose.ts';
import { type Right, rightsFor } from '../support/faults/rights.ts';
import { type PlainBucket, plainBucket } from '../support/objects.ts';
import { drained } from '../support/queues.ts';
import { type RunningStack, runStack } from '../support/running-stack.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { asOneVote, judgmentsOf } from '../support/untidy-study.ts';

const STUDY = 'sent';
const folder = temporaryFolder();
let running: RunningStack;
let outputs: string;
let proxy: FaultProxy<keyof Endpoints>;
/** The rights that the commands' calls need. */
const rights: Right[] = [];
beforeAll(async () => {
  running = await runStack();
  const { stack, aws, output } = running;
  proxy = await startFaultProxy(stack.endpoints, {
    choose: calm,
    random: Math.random,
    watch: (request) => rights.push(...rightsFor(request)),
  });
  outputs = join(folder, 'outputs.json');
  writeFileSync(outputs, throughProxy(stack));
  await plainBucket(aws.s3, output('ExportsBucketName')).put(`protocols/${STUDY}.json`, '{}');
});
afterAll(async () => {
  await proxy?.close();
  await running?.stop();
});

/** The outputs and the environment, with the addresses of the proxy instead of the services. */
function throughProxy({ outputs, endpoints }: RunningStack['stack']): string {
  const seen = Object.entries(outputs).map(([name, value]) => [
    name,
    value.replace(endpoints.sqs, proxy.endpoints.sqs),
  ]);
  return JSON.stringify({
    outputs: Object.fromEntries(seen),
    environment: clientEnvironment(proxy.endpoints),
  });
}

const onDeployment = (...parameters: string[]) =>
  primum([...parameters, '--outputs', outputs], { cwd: folder });

test('send sends the valid lines, and names the invalid lines', async () => {
  const votes = judgmentsOf(STUDY, 3, 40).map(asOneVote);
  const lines = votes.map((vote) => JSON.stringify(vote));
  const file = join(folder, 'events.jsonl');
  writeFileSync(file, [...lines, '', '{"kind":"vote"}', 'no JSON'].join('\n'));
  const { code, stderr } = await onDeployment('send', file);
  expect(code).toBe(3);
  expect(stderr).toContain('40 events sent, 2 refused');
  expect(stderr).toContain(`${file}:42: `);
  expect(stderr).toContain(`${file}:43: is not JSON`);
  await drained(running.stack);
});

describe('recount', () => {
  test('confirms that the counters are the sum of the ledger', async () => {
    const { code, stdout, stderr } = await onDeployment('recount', '--study', STUDY);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('exactly the sum of the ledger');
    expect(stderr).toContain('40 judgments read');
  });

  test('reports a counter that was tampered with, and corrects it', async () => {
    const [cell] = await Array.fromAsync((await running.study(STUDY)).cells());
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
    expect([fixed.code, fixed.stdout]).toEqual([0, expect.stringContaining('Counters corrected: 1.')]);
    expect((await onDeployment('recount', '--study', STUDY)).code).toBe(0);
  });

  test('reports an unknown study in one line', async () => {
    const { code, stderr } = await onDeployment('recount', '--study', 'nope');
    expect(stderr).toBe('primum: there is no study "nope": no event of it has been recorded\n');
    expect(code).toBe(2);
  });
});

test('erase removes a clinician, refuses later events, and lists the places that it does not reach', async () => {
  const study = await running.study(STUDY);
  const [entered] = await Array.fromAsync(study.participants());
  const { code, stdout, stderr } = await onDeployment(
    'erase',
    entered!.clinician,
    '--study',
    STUDY,
    '--settle',
    '0',
  );
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('This command does not change:');
  expect(await Array.fromAsync(study.judgments(entered!.clinician))).toEqual([]);
  expect((await onDeployment('recount', '--study', STUDY)).code).toBe(0);
});

test('an interrupted erasure is shown by status, and finished without the name of the clinician', async () => {
  const study = await running.study(STUDY);
  const [entered] = await Array.fromAsync(study.participants());
  // The operator's command ended after its first calls.
  await study.markErased(entered!.clinician);
  const warned = await onDeployment('status');
  expect(warned.code).toBe(1);
  expect(warned.stdout).toContain(`! ${STUDY}: 1 erasure of clinicians not finished`);
  expect(JSON.parse((await onDeployment('status', '--json')).stdout).studies).toContainEqual(
    expect.objectContaining({ study: STUDY, unfinishedErasures: 1 }),
  );

  const [, resume] = /primum (erase .*)/.exec(warned.stdout)!;
  const { code, stdout, stderr } = await onDeployment(...resume!.split(' '), '--settle', '0');
  expect(code, stderr).toBe(0);
  expect(stderr + stdout).toContain('1 clinician erased');
  expect(await Array.fromAsync(study.judgments(entered!.clinician))).toEqual([]);
  expect((await onDeployment('status')).code).toBe(0);
  expect((await onDeployment('erase', '--study', STUDY)).code).toBe(2);
});

const DROPPED = 'dropped';

describe('dropped files and rejects', () => {
  const ratings = [
    'judgment,clinician,specialty,at,model,harmlessness,accuracy,alignment_with_guidelines',
    ...[1, 2, 3].map((n) => `r${n},doctor ${n},cardiology,2026-03-01T09:30:00Z,model-a,1,0,-1`),
    'r4,doctor 4,cardiology,2026-03-01T09:30:00Z,model-a,seven,0,-1',
  ].join('\n');
  let exports: PlainBucket;
  beforeAll(async () => {
    exports = plainBucket(running.aws.s3, running.output('ExportsBucketName'));
    await exports.put(`protocols/${DROPPED}.json`, '{"public": true}');
    await exports.put(`exports/${DROPPED}/ratings.csv`, ratings);
    await drained(running.stack);
  });

  test('imports shows the result of each file, and gives exit code 3 for a reject', async () => {
    const { code, stdout, stderr } = await onDeployment('imports', DROPPED, '--format', 'csv');
    expect(code, stderr).toBe(3);
    expect(stderr).toContain('1 event was rejected');
    const [, line] = stdout.split('\n');
    expect(line).toMatch(/^dropped,ratings.csv,[^,]+,finished,4,3,0,0,0,0,0,1,/);
  });

  test('resend uploads a corrected reject again, and lists rejects that are not corrected', async () => {
    const key = (await exports.keys(`receipts/${DROPPED}/`)).find((name) => name.endsWith('rejects.jsonl'))!;
    const rejects = await exports.text(key);
    expect(rejects).not.toContain('doctor');
    const file = join(folder, 'rejects.jsonl');
    writeFileSync(file, rejects);
    const refused = await onDeployment('resend', file, '--study', DROPPED);
    expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining('scores.harmlessness')]);
    writeFileSync(file, rejects.replace('"seven"', '-2'));
    for (const _ of ['once', 'twice'])
      expect(await onDeployment('resend', file, '--study', DROPPED)).toMatchObject({ code: 0 });
    await drained(running.stack);
    const books = await countersOf(await running.study(DROPPED));
    expect(await ledgerOf(await running.study(DROPPED))).toEqual(books);
    expect(Object.keys(await judgmentsOfStore(await running.study(DROPPED)))).toHaveLength(4);
  });

  test('export writes events from which an empty study becomes the same', async () => {
    const file = join(folder, 'copy.jsonl.gz');
    const { code, stderr } = await onDeployment('export', DROPPED, '--out', file);
    expect(code, stderr).toBe(0);
    const lines = gunzipSync(readFileSync(file)).toString().trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    const copied = lines.map((line) => line.replace(`"study":"${DROPPED}"`, '"study":"copied"')).join('\n');
    await exports.put('protocols/copied.json', '{}');
    await exports.put('operator/copied/copy.jsonl.gz', gzipSync(copied));
    await drained(running.stack);
    const [original, copy] = [await running.study(DROPPED), await running.study('copied')];
    expect(await countersOf(copy)).toEqual(await countersOf(original));
    expect(await judgmentsOfStore(copy)).toEqual(await judgmentsOfStore(original));
  });
});

describe('the policy for operators', () => {
  const { stack } = appUnderTest();
  const all = grants(stack);
  const role = logicalId(stack, stack.policies.operator);
  /**
   * Rights that no call in this test uses. The services are missing, or only S3 uses the right, or a person needs it to
   * download rejects before their correction, or to upload a large export.
   */
  const NEVER_SEEN = [
    ...['cloudformation:', 'cloudwatch:', 'sqs:ListMessageMoveTasks', 's3:ListBucket'],
    's3:GetObject exports/rejects/',
    's3:AbortMultipartUpload exports/operator/',
  ];
  beforeAll(async () => {
    for (const name of ['Votes', 'Imports'])
      await running.aws.sqs.send(
        new SendMessageCommand({ QueueUrl: running.output(`${name}DeadLetterQueueUrl`), MessageBody: '{}' }),
      );
    await running.stack.invoke('PublishSnapshotFunctionName', {});
    await running.stack.invoke('CheckIntegrityFunctionName', {});
    for (const command of [['redrive'], ['status'], ['link', DROPPED], ['release', DROPPED, '--no-wait']])
      expect(await onDeployment(...command)).toMatchObject({ code: 0 });
  });

  test('allows every call of the commands', () => {
    const refused = rights.filter(({ action, resource }) => !may(all, role, action, resource));
    expect(refused.map(({ action, resource }) => `${action} ${resource}`)).toEqual([]);
  });

  test('allows only these calls, and listed rights that no call uses here', () => {
    const unused = all.filter(
      ({ role: holder, effect, action, resource }) =>
        holder === role &&
        effect === 'Allow' &&
        !NEVER_SEEN.some((unseen) => `${action} ${resource}`.startsWith(unseen)) &&
        !rights.some((one) => may([{ role, effect, action, resource }], role, one.action, one.resource)),
    );
    expect(unused.map(({ action, resource }) => `${action} ${resource}`)).toEqual([]);
  });
});
