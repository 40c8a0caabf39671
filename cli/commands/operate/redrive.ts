import { count, step } from '../../command-line/terminal.ts';
import { awsClients } from '../../deployment/aws-clients.ts';
import { type DeploymentSelection, useDeployment } from '../../deployment/deployment.ts';
import { QUEUES, type QueueName, queueUrls } from '../../deployment/queues.ts';
import { redrive as redriveQueue } from './redrive/redrive-queue.ts';

export interface RedriveOptions extends DeploymentSelection {
  /** Both queues if absent. */
  readonly queue?: QueueName;
}

/** `primum redrive`: retries messages from the dead-letter queues. */
export async function redriveCommand({ queue, ...deployment }: RedriveOptions): Promise<void> {
  const { outputs } = await useDeployment(deployment);
  const { sqs } = awsClients();
  for (const name of queue ? [queue] : QUEUES)
    await step(`Moving dead letters of ${name} back`, async (progress) => {
      progress.show('waiting for SQS to start');
      const onMoved = (moved: number) => progress.at(moved, undefined, 'moved, waiting for SQS to finish');
      const moved = await redriveQueue(sqs, { ...queueUrls(outputs, name), onMoved });
      return [undefined, moved === 0 ? 'no dead letters' : `${count(moved)} moved`];
    });
}
