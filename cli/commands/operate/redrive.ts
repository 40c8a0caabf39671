import { awsClients } from '../../clients.ts';
import { type DeploymentOptions, useDeployment } from '../../deployment.ts';
import { addressesOf, QUEUES, type QueueName } from '../../operations/queues.ts';
import { redrive as redriveQueue } from '../../operations/redrive.ts';
import { count, step } from '../../terminal.ts';

export interface RedriveOptions extends DeploymentOptions {
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
      const moved = await redriveQueue(sqs, { ...addressesOf(outputs, name), onMoved });
      return [undefined, moved === 0 ? 'there are none' : `${count(moved)} moved`];
    });
}
