import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { Outputs } from '../../../deployment/deployment.ts';
import { QUEUES, type QueueName, queueUrls } from '../../../deployment/queues.ts';

/** Age in seconds of the oldest message in each queue. Empty queues are left out. */
export async function oldestMessageAges(
  cloudWatch: CloudWatchClient,
  outputs: Outputs,
): Promise<Map<QueueName, number>> {
  const ages = new Map<QueueName, number>();
  for (const name of QUEUES) {
    const age = await oldestMessageAge(cloudWatch, queueUrls(outputs, name).queue);
    if (age > 0) ages.set(name, age);
  }
  return ages;
}

/** The last value within the past 15 minutes, or 0 if no message waited. */
async function oldestMessageAge(cloudWatch: CloudWatchClient, queueUrl: string): Promise<number> {
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
  return MetricDataResults?.[0]?.Values?.[0] ?? 0;
}
