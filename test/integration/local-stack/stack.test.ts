import { PutObjectCommand } from '@aws-sdk/client-s3';
import { PurgeQueueCommand } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Stack, startStack } from '../../../cli/local-stack/index.ts';
import { drained, held } from '../../support/queues.ts';
import { until } from '../../support/until.ts';
import { type Clients, clientsOf } from './clients.ts';
import { type Assembly, writeAssembly } from './fixture.ts';
import { childrenOf, isAlive, LOOPBACK_ADDRESSES, listeningAddresses } from './processes.ts';

let assembly: Assembly;
let stack: Stack;
let clients: Clients;
let lines: string[] = [];
let votes: string;
let deadLetters: string;

beforeAll(async () => {
  assembly = writeAssembly();
  const log = (line: string) => lines.push(line);
  stack = await startStack({ assembly: assembly.directory, secret: 'sesame', log, poison: 'poisonous' });
  clients = clientsOf(stack);
  votes = stack.outputs.VotesQueueUrl ?? '';
  deadLetters = stack.outputs.DeadLettersUrl ?? '';
});
afterAll(async () => {
  clients.destroy();
  await stack.stop();
  assembly.remove();
});
afterEach(async () => {
  await drained(stack);
  await clients.sqs.send(new PurgeQueueCommand({ QueueUrl: deadLetters }));
  lines = [];
});

/** The batches that the function printed, in order. */
const batches = (): SQSEvent['Records'][] =>
  lines
    .map((line) => line.replace(/^(Record|Patient): /, ''))
    .filter((line) => line.startsWith('{"Records"'))
    .map((line) => (JSON.parse(line) as SQSEvent).Records);
/** The receive counts of a body, in the function's view. */
const receipts = (body: string): string[] =>
  batches()
    .flat()
    .filter((record) => record.body === body)
    .map(({ attributes }) => attributes.ApproximateReceiveCount);

describe('a function', () => {
  test('runs in its own process, with the settings of the template', async () => {
    const answer = (await stack.invoke('RecordFunctionName', { hello: 'ü' })) as Record<string, never>;
    expect(answer).toMatchObject({
      echo: { hello: 'ü' },
      environment: {
        AWS_LAMBDA_FUNCTION_NAME: 'Record',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
        LEDGER_TABLE: 'Ledger',
        QUEUE_URL: votes,
        AWS_ENDPOINT_URL_DYNAMODB: stack.endpoints.dynamodb,
      },
      arguments: ['--max-old-space-size=256'],
      context: { functionName: 'Record', memoryLimitInMB: '256' },
    });
    const { remaining } = answer.context as unknown as { remaining: number };
    expect(remaining).toBeGreaterThan(0);
    expect(remaining).toBeLessThanOrEqual(5000);
    expect(stack.processes()).toEqual([{ function: 'Record', pid: expect.any(Number), busy: false }]);
  });

  test('reads its secret', async () => {
    expect(await stack.invoke('Record', { ask: 'secrets' })).toMatchObject({ SecretString: 'sesame' });
  });

  test('passes the name and message of its error to the caller, and its process continues', async () => {
    await stack.invoke('Record', {});
    const before = stack.processes();
    await expect(stack.invoke('Record', { ask: 'throw' })).rejects.toMatchObject({
      errorType: 'TypeError',
      message: 'Record: TypeError: asked to',
    });
    expect(stack.processes()).toEqual(before);
  });

  test('is killed after its timeout, even in a tight loop, and the next event gets a new process', async () => {
    await stack.invoke('Record', {});
    const [before] = stack.processes();
    await expect(stack.invoke('Record', { ask: 'hang' })).rejects.toMatchObject({
      errorType: 'Sandbox.Timedout',
    });
    expect(isAlive(before?.pid ?? 0)).toBe(false);
    expect(await stack.invoke('Record', { again: 1 })).toMatchObject({ echo: { again: 1 } });
  });

  test('can answer after work that blocks its process for longer than servers keep idle connections by default', async () => {
    const event = { ask: 'block', ms: 7000 };
    expect(await stack.invoke('Patient', event)).toMatchObject({ echo: event });
  });

  test('gets a new process if the old one was killed between two events', async () => {
    await stack.invoke('Record', {});
    const pid = stack.processes()[0]?.pid ?? 0;
    process.kill(pid, 'SIGKILL');
    const pids = () => stack.processes().map((one) => one.pid);
    await until('the process to end', pids, (left) => !left.includes(pid));
    expect(await stack.invoke('Record', { again: 2 })).toMatchObject({ echo: { again: 2 } });
  });

  test('dies when it parses a text with the configured poison', async () => {
    await expect(stack.invoke('Record', { ask: 'parse', text: '"poisonous"' })).rejects.toMatchObject({
      errorType: 'Runtime.ExitError',
    });
  });

  test('is named in the error if it does not exist', async () => {
    await expect(stack.invoke('Nobody', {})).rejects.toThrow('no function and no output Nobody');
  });
});

/** Waits until the function has printed this number of messages, because its output may arrive after its answer. */
const printed = (count: number) =>
  until(
    `${count} messages to be printed`,
    () => batches().flat(),
    (records) => records.length >= count,
  );

/** Waits until the queues are empty. Failed messages stay hidden for an hour unless they are made visible again. */
async function drainedWithFailures(...failing: string[]): Promise<void> {
  const showFailed = async () => {
    const failed = batches()
      .flat()
      .filter(({ body }) => failing.includes(body));
    if (failed.length > 0 && stack.processes().every(({ busy }) => !busy)) {
      const handles = failed.map(({ receiptHandle }) => receiptHandle);
      await clients.show(votes, handles);
    }
    return stack.queues();
  };
  await until('the queues to be empty', showFailed, (queues) => queues.every((queue) => held(queue) === 0));
}

describe('messages of a queue', () => {
  test('arrive in one full batch as an SQS event, and are deleted after success', async () => {
    const bodies = Array.from({ length: 24 }, (_, at) => `vote ${at}`);
    const queue = stack.outputs.WholeQueueUrl ?? '';
    for (const start of [0, 8, 16]) await clients.send(queue, ...bodies.slice(start, start + 8));
    await drained(stack);
    await printed(24);
    expect(batches().map((records) => records.length)).toEqual([24]);
    expect(batches()[0]?.map(({ body }) => body)).toEqual(bodies);
    expect(batches()[0]?.[0]).toMatchObject({
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:Whole',
      awsRegion: 'us-east-1',
      attributes: { ApproximateReceiveCount: '1', SentTimestamp: expect.stringMatching(/^\d{13}$/) },
    });
    expect(await clients.take(deadLetters, 0)).toBeUndefined();
  });

  test('arrive again without the others if they are returned, and finally become dead letters', async () => {
    await clients.send(votes, 'good', 'fail', 'better');
    await drainedWithFailures('fail');
    await printed(4);
    expect(receipts('good')).toEqual(['1']);
    expect(receipts('better')).toEqual(['1']);
    expect(receipts('fail')).toEqual(['1', '2']);
    expect((await clients.take(deadLetters, 1))?.Body).toBe('fail');
    expect(await clients.take(deadLetters, 0)).toBeUndefined();
  });

  test.each(['crash', 'throw', 'hang'])(
    'all arrive again if the function has the fault "%s"',
    async (body) => {
      await clients.send(votes, body, `beside ${body}`);
      await drainedWithFailures(body, `beside ${body}`);
      await printed(4);
      expect(receipts(`beside ${body}`)).toEqual(['1', '2']);
      const dead = [await clients.take(deadLetters, 1), await clients.take(deadLetters, 1)];
      expect(dead.map((message) => message?.Body).toSorted()).toEqual([`beside ${body}`, body]);
    },
  );
});

test('the event of a new object under the prefix is in the imports queue before the upload is answered', async () => {
  const Bucket = stack.outputs.ExportsBucketName;
  await clients.s3.send(new PutObjectCommand({ Bucket, Key: 'exports/s/a.csv', Body: 'x' }));
  const message = await clients.take(stack.outputs.ImportsQueueUrl ?? '', 0);
  expect(JSON.parse(message?.Body ?? '{}')).toMatchObject({
    detail: { bucket: { name: Bucket }, object: { key: 'exports/s/a.csv', size: 1 } },
  });
});

test('all processes of the stack listen on loopback only', async () => {
  await stack.invoke('Record', {});
  const processes = [process.pid, ...childrenOf(process.pid)];
  const addresses = processes.flatMap(listeningAddresses);
  expect(addresses.length).toBeGreaterThanOrEqual(4);
  expect(addresses.filter((address) => !LOOPBACK_ADDRESSES.includes(address))).toEqual([]);
});
