import { setTimeout as sleep } from 'node:timers/promises';
import {
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { OwnError } from '../../../../shared/lib/index.ts';
import { CommandError } from '../../../command-line/terminal.ts';
import { type Move, moveByHand } from './move-by-hand.ts';

export interface Redrive extends Move {
  /** Milliseconds between two polls of a running task. */
  readonly every?: number;
}

/**
 * Moves the messages of a dead-letter queue back to the queue that they came from. SQS does this as a task. If the
 * service has no such task, as in emulators, the messages are moved one by one. If a task is already running, this
 * function waits for it.
 *
 * @returns the number of moved messages
 * @throws CommandError if the task fails; messages moved before the failure stay moved
 */
export async function redrive(sqs: SQSClient, { every = 1000, ...move }: Redrive): Promise<number> {
  const [from, to] = await Promise.all([queueArn(sqs, move.deadLetters), queueArn(sqs, move.queue)]);
  const begin = new StartMessageMoveTaskCommand({ SourceArn: from, DestinationArn: to });
  try {
    await sqs.send(begin);
  } catch (error) {
    if (isUnknownAction(error)) return moveByHand(sqs, move);
    const running = await newestTask(sqs, from);
    if (running?.Status !== 'RUNNING') throw error;
  }
  return waitForTask(sqs, from, every, move.onMoved ?? (() => {}));
}

async function waitForTask(
  sqs: SQSClient,
  from: string,
  every: number,
  onMoved: (moved: number) => void,
): Promise<number> {
  for (;;) {
    const task = await newestTask(sqs, from);
    const moved = task?.ApproximateNumberOfMessagesMoved ?? 0;
    onMoved(moved);
    if (task?.Status === 'COMPLETED') return moved;
    if (task?.Status !== 'RUNNING' && task?.Status !== 'CANCELLING')
      throw new CommandError(
        `SQS ended the move after ${moved} messages (${task?.Status}): ${task?.FailureReason ?? 'no reason given'}. ` +
          'The other messages are still dead letters. Repeat the command to move them.',
      );
    await sleep(every);
  }
}

async function newestTask(
  sqs: SQSClient,
  from: string,
): Promise<ListMessageMoveTasksResultEntry | undefined> {
  const { Results } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: from, MaxResults: 1 }));
  return Results?.[0];
}

async function queueArn(sqs: SQSClient, queueUrl: string): Promise<string> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }),
  );
  if (!Attributes?.QueueArn) throw new OwnError(`SQS returned no ARN for ${queueUrl}`);
  return Attributes.QueueArn;
}

const UNKNOWN_ACTION = /UnsupportedOperation|InvalidAction|UnknownOperation|NotImplemented/;

const isUnknownAction = (error: unknown): boolean =>
  error instanceof Error && UNKNOWN_ACTION.test(error.name);
