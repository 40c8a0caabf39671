import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { QueueDepth } from '../../cli/local-stack/emulator.ts';
import type { Stack } from '../../cli/local-stack/index.ts';
import { WAIT_SECONDS, within } from './until.ts';

/** Waits until all queues that feed a function are empty, including messages in flight. */
export const drained = (stack: Stack, seconds: number = WAIT_SECONDS): Promise<void> =>
  within('the queues to be empty', stack.drained(), () => stack.queues(), seconds);

/** How many messages a queue contains, received or not. */
export const held = ({ ready, inFlight, delayed }: QueueDepth): number => ready + inFlight + delayed;

/** Removes all messages from a queue without other readers. Returns their bodies. */
export async function takeAll(sqs: SQSClient, QueueUrl: string): Promise<string[]> {
  const bodies: string[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
    );
    if (Messages.length === 0) return bodies;
    for (const { Body = '', ReceiptHandle } of Messages) {
      bodies.push(Body);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}

/**
 * Shortens the visibility timeout of a queue. A deployment hides messages for six times the timeout of the function,
 * which is too long for a test of retries. Earlier retries only make exactly-once counting harder.
 */
export async function comeAgainAfter(sqs: SQSClient, QueueUrl: string, seconds: number): Promise<void> {
  const Attributes = { VisibilityTimeout: String(seconds) };
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
}

/** Sets the number of receives after which messages of a queue become dead letters. It replaces the deployed number. */
export async function giveUpAfter(sqs: SQSClient, QueueUrl: string, receives: number): Promise<void> {
  const { Attributes: current } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['RedrivePolicy'] }),
  );
  const policy = { ...JSON.parse(current?.RedrivePolicy ?? '{}'), maxReceiveCount: receives };
  const Attributes = { RedrivePolicy: JSON.stringify(policy) };
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
}
