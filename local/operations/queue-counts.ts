import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Outputs } from '../deployment.ts';
import { addressesOf, QUEUES, type QueueName } from './queues.ts';

export interface QueueCounts {
  readonly queue: QueueName;
  /** Messages not yet received. */
  readonly waiting: number;
  /** Messages received, and neither done nor given back. */
  readonly underWay: number;
  readonly deadLetters: number;
}

/** How many messages each queue and its dead-letter queue hold, as SQS estimates it. */
export function queueCounts(sqs: SQSClient, outputs: Outputs): Promise<QueueCounts[]> {
  return Promise.all(
    QUEUES.map(async (name) => {
      const { queue, deadLetters } = addressesOf(outputs, name);
      const [own, dead] = await Promise.all([countMessages(sqs, queue), countMessages(sqs, deadLetters)]);
      return { queue: name, ...own, deadLetters: dead.waiting + dead.underWay };
    }),
  );
}

async function countMessages(
  sqs: SQSClient,
  queueUrl: string,
): Promise<{ waiting: number; underWay: number }> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesDelayed',
        'ApproximateNumberOfMessagesNotVisible',
      ],
    }),
  );
  const number = (value: string | undefined): number => Number(value ?? 0);
  return {
    waiting:
      number(Attributes.ApproximateNumberOfMessages) + number(Attributes.ApproximateNumberOfMessagesDelayed),
    underWay: number(Attributes.ApproximateNumberOfMessagesNotVisible),
  };
}
