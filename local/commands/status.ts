import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { awsClients } from '../clients.ts';
import { type DeploymentOptions, useDeployment } from '../deployment.ts';
import { alarmsOn } from '../operations/alarm-status.ts';
import { queueStatuses } from '../operations/queue-status.ts';
import { statusText } from '../operations/status-text.ts';
import { studyStatuses } from '../operations/study-status.ts';

export interface StatusOptions extends DeploymentOptions {
  readonly json?: boolean;
}

/** `primum status`: queues, studies and alarms of a deployment. Reads, and changes nothing. */
export async function status({ json = false, ...deployment }: StatusOptions): Promise<void> {
  const { outputs, stackName } = await useDeployment(deployment);
  const { sqs, s3 } = awsClients();
  const cloudWatch = stackName === null ? null : new CloudWatchClient({});
  const [queues, studies, alarms] = await Promise.all([
    queueStatuses(sqs, cloudWatch, outputs),
    studyStatuses(s3, outputs),
    cloudWatch && stackName !== null ? alarmsOn(cloudWatch, stackName) : null,
  ]);
  const found = { queues, studies, alarms };
  console.log(json ? JSON.stringify(found, null, 2) : statusText(found, new Date()));
}
