import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** Where messages are moved from and to. */
export interface Move {
  readonly deadLetters: string;
  readonly queue: string;
  /** Told how many messages have been moved so far. */
  readonly onMoved?: (moved: number) => void;
  /** Seconds for which a message that is being moved is hidden from others. */
  readonly hidden?: number;
}

/** SQS may answer with nothing though something is there, so it is asked this often. */
const EMPTY_ANSWERS = 3;

/**
 * Moves messages one by one. Each is deleted only after the other queue has taken it: whoever is interrupted leaves a
 * message in both, which counts once, and never in none.
 *
 * @returns how many were moved
 */
export async function moveByHand(
  sqs: SQSClient,
  { deadLetters, queue, onMoved = () => {}, hidden = 120 }: Move,
): Promise<number> {
  let moved = 0;
  for (let empty = 0; empty < EMPTY_ANSWERS; ) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: deadLetters,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: hidden,
        WaitTimeSeconds: 1,
        MessageAttributeNames: ['All'],
      }),
    );
    empty = Messages.length === 0 ? empty + 1 : 0;
    for (const message of Messages) {
      await moveOne(sqs, deadLetters, queue, message);
      moved += 1;
      onMoved(moved);
    }
  }
  return moved;
}

async function moveOne(sqs: SQSClient, from: string, to: string, message: Message): Promise<void> {
  const { Body, MessageAttributes, ReceiptHandle } = message;
  await sqs.send(new SendMessageCommand({ QueueUrl: to, MessageBody: Body, MessageAttributes }));
  await sqs.send(new DeleteMessageCommand({ QueueUrl: from, ReceiptHandle }));
}
