import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Outputs } from './deployment.ts';
import { QUEUES, type QueueName, queueUrls } from './queues.ts';

export interface QueueCounts {
  readonly queue: QueueName;
  /** Messages not yet received. */
  readonly waiting: number;
  /** Messages that were received, and neither deleted nor returned to the queue. */
  readonly underWay: number;
  readonly deadLetters: number;
}

/** Number of messages in each queue and in its dead-letter queue, as estimated by SQS. */
export function queueCounts(sqs: SQSClient, outputs: Outputs): Promise<QueueCounts[]> {
  return Promise.all(
    QUEUES.map(async (name) => {
      const { queue, deadLetters } = queueUrls(outputs, name);
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
