import { setTimeout as sleep } from 'node:timers/promises';
import {
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { OwnError } from '../../shared/own-error.ts';
import { CommandError } from '../terminal.ts';
import { type Move, moveByHand } from './move-by-hand.ts';

export interface Redrive extends Move {
  /** Milliseconds between two looks at a task that runs. */
  readonly every?: number;
}

/**
 * Moves the messages of a dead-letter queue back to the queue they came from: as a task of SQS, or by hand where SQS
 * knows no such task, as emulators don't. A task that runs already is waited for.
 *
 * @returns how many were moved
 * @throws CommandError where the task fails; what it had moved by then is moved
 */
export async function redrive(sqs: SQSClient, { every = 1000, ...move }: Redrive): Promise<number> {
  const [from, to] = await Promise.all([arnOf(sqs, move.deadLetters), arnOf(sqs, move.queue)]);
  const begin = new StartMessageMoveTaskCommand({ SourceArn: from, DestinationArn: to });
  try {
    await sqs.send(begin);
  } catch (error) {
    if (isUnknownAction(error)) return moveByHand(sqs, move);
    const running = await newestTask(sqs, from);
    if (running?.Status !== 'RUNNING') throw error;
  }
  return follow(sqs, from, every, move.onMoved ?? (() => {}));
}

async function follow(
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
        `SQS ended the move after ${moved} messages (${task?.Status}): ${task?.FailureReason ?? 'no reason given'}; ` +
          'the others are still dead letters, and the command may be repeated',
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

async function arnOf(sqs: SQSClient, queueUrl: string): Promise<string> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }),
  );
  if (!Attributes?.QueueArn) throw new OwnError(`SQS tells no ARN of ${queueUrl}`);
  return Attributes.QueueArn;
}

const UNKNOWN_ACTION = /UnsupportedOperation|InvalidAction|UnknownOperation|NotImplemented/;

const isUnknownAction = (error: unknown): boolean =>
  error instanceof Error && UNKNOWN_ACTION.test(error.name);
