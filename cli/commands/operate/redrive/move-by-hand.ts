import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** The source and the destination of moved messages. */
export interface Move {
  readonly deadLetters: string;
  readonly queue: string;
  /** Receives the number of messages moved so far. */
  readonly onMoved?: (moved: number) => void;
  /** Visibility timeout in seconds of a message while it is moved. */
  readonly hidden?: number;
}

/**
 * Number of consecutive empty responses that mean an empty queue. One is not enough, because SQS may return no
 * message although the queue contains some.
 */
const EMPTY_RESPONSES_AT_END = 3;

/**
 * Moves messages one by one. A message is deleted only after the other queue has accepted it. An interruption
 * therefore leaves a message in both queues, never in none, and a message in both queues counts once.
 *
 * @returns the number of moved messages
 */
export async function moveByHand(
  sqs: SQSClient,
  { deadLetters, queue, onMoved = () => {}, hidden = 120 }: Move,
): Promise<number> {
  let moved = 0;
  for (let empty = 0; empty < EMPTY_RESPONSES_AT_END; ) {
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
