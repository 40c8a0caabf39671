import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoStores } from '../../../shared/ledger/dynamodb/index.ts';
import { EXIT, plain } from '../../command-line/terminal.ts';
import { awsClients, requestHandler } from '../../deployment/aws-clients.ts';
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

/**
 * `primum status`: shows queues, studies and alarms of a deployment. It only reads. The exit code is 1 if the erasure of a
 * clinician is not finished, because an operator must finish it.
 */
export async function status({ json = false, ...deployment }: StatusOptions): Promise<void> {
  const { outputs, stackName } = await useDeployment(deployment);
  const { sqs, s3, dynamodb } = awsClients();
  const [queues, studies, measured] = await Promise.all([
    queueCounts(sqs, outputs),
    studyStatuses(s3, outputs, erasureCounter(dynamodb, outputs)),
    stackName === null ? null : measurements(stackName, outputs),
  ]);
  const alarms = measured?.alarms ?? null;
  const found = { queues: withAges(queues, measured?.ages), studies, alarms };
  console.log(json ? JSON.stringify(found, null, 2) : statusText(found, new Date()));
  if (studies.some(({ unfinishedErasures }) => (unfinishedErasures ?? 0) > 0)) process.exitCode = EXIT.failed;
}

/** Counts the unfinished erasures of a study, for two read units. Prints a note once if the tables do not answer. */
function erasureCounter(dynamodb: DynamoDBClient, outputs: Outputs) {
  const { store } = dynamoStores(dynamodb, {
    ledger: outputs.LedgerTableName,
    counters: outputs.CountersTableName,
  });
  let isSilent = false;
  return async (study: string): Promise<number | null> => {
    if (isSilent) return null;
    try {
      const records = await store.existing(study);
      return records ? (await records.unfinishedErasures()).length : 0;
    } catch (error) {
      isSilent = true;
      console.error(
        `Note: the tables do not say whether erasures are unfinished: ${plain((error as Error).message)}`,
      );
      return null;
    }
  };
}

/**
 * Reads the active alarms and the ages of messages from CloudWatch. Prints a note and returns null if CloudWatch is not
 * available. An emulator may have no CloudWatch, and a role may have no permission.
 */
async function measurements(stack: string, outputs: Outputs) {
  const client = new CloudWatchClient({ requestHandler });
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
