import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { plain } from '../../command-line/terminal.ts';
import { awsClients } from '../../deployment/aws-clients.ts';
import { type DeploymentSelection, type Outputs, useDeployment } from '../../deployment/deployment.ts';
import { type QueueCounts, queueCounts } from '../../deployment/queue-counts.ts';
import type { QueueName } from '../../deployment/queues.ts';
import { activeAlarms } from './status/alarm-status.ts';
import { oldestMessageAges } from './status/oldest-messages.ts';
import { statusText } from './status/status-text.ts';
import { studyStatuses } from './status/study-status.ts';

export interface StatusOptions extends DeploymentSelection {
  readonly json?: boolean;
}

/** `primum status`: shows queues, studies and alarms of a deployment. It only reads. */
export async function status({ json = false, ...deployment }: StatusOptions): Promise<void> {
  const { outputs, stackName } = await useDeployment(deployment);
  const { sqs, s3 } = awsClients();
  const [queues, studies, measured] = await Promise.all([
    queueCounts(sqs, outputs),
    studyStatuses(s3, outputs),
    stackName === null ? null : measurements(stackName, outputs),
  ]);
  const alarms = measured?.alarms ?? null;
  const found = { queues: withAges(queues, measured?.ages), studies, alarms };
  console.log(json ? JSON.stringify(found, null, 2) : statusText(found, new Date()));
}

/**
 * Reads the active alarms and the ages of messages from CloudWatch. Prints a note and returns null if CloudWatch is not
 * available. An emulator may have no CloudWatch, and a role may have no permission.
 */
async function measurements(stack: string, outputs: Outputs) {
  const client = new CloudWatchClient({});
  try {
    const [alarms, ages] = await Promise.all([
      activeAlarms(client, stack),
      oldestMessageAges(client, outputs),
    ]);
    return { alarms, ages };
  } catch (error) {
    console.error(`Note: CloudWatch returned no alarms and no ages: ${plain((error as Error).message)}`);
    return null;
  }
}

const withAges = (queues: readonly QueueCounts[], ages: ReadonlyMap<QueueName, number> | undefined) =>
  queues.map((status) => ({ ...status, oldestSeconds: ages?.get(status.queue) ?? null }));
