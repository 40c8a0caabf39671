import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moveByHand } from '../../../cli/commands/operate/redrive/move-by-hand.ts';
import { redrive } from '../../../cli/commands/operate/redrive/redrive-queue.ts';
import { clientSettings } from '../../../cli/local-stack/endpoints.ts';
import { primum } from '../../support/command-line.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { until } from '../../support/until.ts';
import { type EmulatedDeployment, emulatedDeployment } from './emulated.ts';

const folder = temporaryFolder();
let deployment: EmulatedDeployment;
beforeAll(async () => {
  deployment = await emulatedDeployment(folder);
});
afterAll(() => deployment?.stop());

const send = (QueueUrl: string, MessageBody: string) =>
  deployment.sqs.send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody,
      MessageAttributes: { from: { DataType: 'String', StringValue: `app of ${MessageBody}` } },
    }),
  );

/** Takes all messages out of a queue. Returns their bodies, each with its attribute. */
async function drain(QueueUrl: string): Promise<string[]> {
  const bodies: string[] = [];
  for (;;) {
    const { Messages = [] } = await deployment.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
    );
    if (Messages.length === 0) return bodies.sort();
    for (const { Body, MessageAttributes, ReceiptHandle } of Messages) {
      bodies.push(`${Body} from ${MessageAttributes?.from?.StringValue}`);
      await deployment.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `m${index}`);
const told = (bodies: readonly string[]) => bodies.map((body) => `${body} from app of ${body}`).sort();

describe('primum redrive, if the emulator of SQS cannot move messages', () => {
  it('moves the unchanged dead letters of both queues back, and prints their number', async () => {
    const { outputs, file } = deployment;
    for (const body of numbered(23)) await send(outputs.VotesDeadLetterQueueUrl, body);
    await send(outputs.ImportsDeadLetterQueueUrl, 'file');
    const { code, stderr } = await primum(['redrive', '--outputs', file], { cwd: folder });
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/votes back: 23 moved[\s\S]*imports back: 1 moved/);
    expect(await drain(outputs.VotesQueueUrl)).toEqual(told(numbered(23)));
    expect(await drain(outputs.ImportsQueueUrl)).toEqual(told(['file']));
    expect(await drain(outputs.VotesDeadLetterQueueUrl)).toEqual([]);
  });

  it('does not change a queue that was not named, and reports an empty queue as empty', async () => {
    const { outputs, file } = deployment;
    await send(outputs.ImportsDeadLetterQueueUrl, 'file');
    const { code, stderr } = await primum(['redrive', '--queue', 'votes', '--outputs', file], {
      cwd: folder,
    });
    expect([code, stderr]).toEqual([0, expect.stringContaining('votes back: no dead letters')]);
    expect(await drain(outputs.ImportsDeadLetterQueueUrl)).toEqual(told(['file']));
    expect((await primum(['redrive', '--queue', 'other'], { cwd: folder })).code).toBe(2);
  });

  it.each(['SendMessageCommand', 'DeleteMessageCommand'])(
    'loses no message if a %s fails half-way: each message is in one queue, or in both',
    async (failing) => {
      const { outputs, emulator } = deployment;
      for (const body of numbered(8)) await send(outputs.VotesDeadLetterQueueUrl, body);
      const broken = new SQSClient({ ...clientSettings, endpoint: emulator.endpoint, maxAttempts: 1 });
      let calls = 0;
      broken.middlewareStack.add(
        (next, context) => async (args) => {
          if (context.commandName === failing && ++calls === 4) throw new Error('the connection was reset');
          return next(args);
        },
        { step: 'initialize' },
      );
      const move = { deadLetters: outputs.VotesDeadLetterQueueUrl, queue: outputs.VotesQueueUrl };
      await expect(moveByHand(broken, { ...move, hidden: 1 })).rejects.toThrow('reset');
      broken.destroy();
      const moved = await drain(outputs.VotesQueueUrl);
      expect(moved.length).toBeGreaterThanOrEqual(3);
      const found = async () => {
        moved.push(...(await drain(outputs.VotesDeadLetterQueueUrl)));
        return [...new Set(moved)].sort();
      };
      expect(await until('all messages', found, ({ length }) => length >= 8)).toEqual(told(numbered(8)));
    },
  );
});

/** A server that answers like SQS with tasks that move messages. Each action gets its answers in order. */
async function movingSqs(answers: Readonly<Record<string, readonly object[]>>) {
  const asked: [string, Record<string, unknown>][] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const action = String(request.headers['x-amz-target']).replace('AmazonSQS.', '');
    const before = asked.filter(([name]) => name === action).length;
    asked.push([action, JSON.parse(body)]);
    const list = answers[action] ?? [];
    const answer = list[Math.min(before, list.length - 1)] ?? {};
    response.statusCode = '__type' in answer ? 400 : 200;
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    response.end(JSON.stringify(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new SQSClient({ ...clientSettings, endpoint });
  return {
    ...{ asked, client },
    move: { deadLetters: `${endpoint}/0/dead`, queue: `${endpoint}/0/votes`, every: 1 },
    close: () => {
      client.destroy();
      server.close();
      server.closeAllConnections();
    },
  };
}

const ARNS = [
  { Attributes: { QueueArn: 'arn:aws:sqs:us-east-1:0:dead' } },
  { Attributes: { QueueArn: 'arn:aws:sqs:us-east-1:0:votes' } },
];
const task = (Status: string, moved: number, rest = {}) => ({
  Results: [{ Status, ApproximateNumberOfMessagesMoved: moved, ...rest }],
});

describe('primum redrive, if SQS can move messages', () => {
  it('starts a task of SQS, and waits for its end', async () => {
    const sqs = await movingSqs({
      GetQueueAttributes: ARNS,
      StartMessageMoveTask: [{ TaskHandle: 'task' }],
      ListMessageMoveTasks: [task('RUNNING', 0), task('RUNNING', 40), task('COMPLETED', 70)],
    });
    const seen: number[] = [];
    try {
      expect(await redrive(sqs.client, { ...sqs.move, onMoved: (moved) => seen.push(moved) })).toBe(70);
    } finally {
      sqs.close();
    }
    expect(seen).toEqual([0, 40, 70]);
    const begun = sqs.asked.find(([action]) => action === 'StartMessageMoveTask')?.[1];
    expect(new Set(Object.values(begun ?? {}))).toEqual(
      new Set(ARNS.map(({ Attributes }) => Attributes.QueueArn)),
    );
  });

  it('waits for a task that is already running', async () => {
    const sqs = await movingSqs({
      GetQueueAttributes: ARNS,
      StartMessageMoveTask: [
        { __type: 'com.amazonaws.sqs#InvalidParameterValue', message: 'already running' },
      ],
      ListMessageMoveTasks: [task('RUNNING', 1), task('COMPLETED', 9)],
    });
    try {
      expect(await redrive(sqs.client, sqs.move)).toBe(9);
    } finally {
      sqs.close();
    }
  });

  it('reports why a task failed, and how many messages it had moved', async () => {
    const sqs = await movingSqs({
      GetQueueAttributes: ARNS,
      StartMessageMoveTask: [{ TaskHandle: 'task' }],
      ListMessageMoveTasks: [task('FAILED', 3, { FailureReason: 'AccessDenied' })],
    });
    try {
      await expect(redrive(sqs.client, sqs.move)).rejects.toThrow(
        /after 3 messages \(FAILED\): AccessDenied/,
      );
    } finally {
      sqs.close();
    }
  });
});
