import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Outputs } from '../deployment.ts';
import { addressesOf, QUEUES, type QueueName } from './queues.ts';

export interface QueueStatus {
  readonly queue: QueueName;
  /** Messages not yet received. */
  readonly waiting: number;
  /** Messages received, and neither done nor given back. */
  readonly underWay: number;
  readonly deadLetters: number;
  /** Seconds since the oldest message was sent; null where there is none, or nobody measures it. */
  readonly oldestSeconds: number | null;
}

/** @param cloudWatch measures ages; null where there is none, as on a local stack */
export function queueStatuses(
  sqs: SQSClient,
  cloudWatch: CloudWatchClient | null,
  outputs: Outputs,
): Promise<QueueStatus[]> {
  return Promise.all(
    QUEUES.map(async (name) => {
      const { queue, deadLetters } = addressesOf(outputs, name);
      const [own, dead, oldestSeconds] = await Promise.all([
        countMessages(sqs, queue),
        countMessages(sqs, deadLetters),
        cloudWatch && ageOfOldest(cloudWatch, queue),
      ]);
      const { waiting, underWay } = own;
      return { queue: name, waiting, underWay, deadLetters: dead.waiting + dead.underWay, oldestSeconds };
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

/** As measured last within the past quarter of an hour. */
async function ageOfOldest(cloudWatch: CloudWatchClient, queueUrl: string): Promise<number | null> {
  const now = Date.now();
  const { MetricDataResults } = await cloudWatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(now - 15 * 60_000),
      EndTime: new Date(now),
      ScanBy: 'TimestampDescending',
      MetricDataQueries: [
        {
          Id: 'age',
          MetricStat: {
            Metric: {
              Namespace: 'AWS/SQS',
              MetricName: 'ApproximateAgeOfOldestMessage',
              Dimensions: [{ Name: 'QueueName', Value: queueUrl.slice(queueUrl.lastIndexOf('/') + 1) }],
            },
            Stat: 'Maximum',
            Period: 60,
          },
        },
      ],
    }),
  );
  return MetricDataResults?.[0]?.Values?.[0] || null;
}
