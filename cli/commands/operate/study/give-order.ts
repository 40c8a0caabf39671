import { setTimeout as sleep } from 'node:timers/promises';
import { type StudyOrders, studyOrders, studyOrdersKey } from '../../../../shared/contracts/index.ts';
import { decodeJson, encodeJson } from '../../../../shared/lib/index.ts';
import { update } from '../../../../shared/lib/object-store/index.ts';
import { s3ObjectStore } from '../../../../shared/lib/object-store/s3/index.ts';
import { publishedProtocol } from '../../../../shared/publication/index.ts';
import { type HandledOrders, handledOrders } from '../../../../shared/publication/public/index.ts';
import { CommandError, plain, step, usageError } from '../../../command-line/terminal.ts';
import { awsClients } from '../../../deployment/aws-clients.ts';
import { type DeploymentSelection, useDeployment } from '../../../deployment/deployment.ts';

export interface OrderOptions extends DeploymentSelection {
  /** Whether to wait until the publisher has handled the order. */
  readonly wait: boolean;
}

/** An order for the publication of a study. */
export interface Order {
  /** The work in words, for the progress. */
  readonly name: string;
  readonly change: (orders: StudyOrders) => StudyOrders;
  /** The result, if the publisher has handled the order. Null before. */
  readonly outcome: (handled: HandledOrders) => string | null;
}

/** Time between two looks at the result. */
const PAUSE_SECONDS = 2;
/** The publisher runs every 15 minutes, and may take some. */
const MAX_WAIT_MINUTES = 30;

/**
 * Writes an order of the operator for a study, and waits until the publisher has handled it.
 * @throws CommandError if the study has no public edition, or the publisher does not handle the order in time
 */
export async function giveOrder(
  study: string,
  order: Order,
  { wait, ...deployment }: OrderOptions,
): Promise<void> {
  const { outputs } = await useDeployment(deployment);
  const { s3 } = awsClients();
  const snapshots = s3ObjectStore(s3, outputs.SnapshotsBucketName);
  const protocol = await publishedProtocol(snapshots, study);
  if (!protocol) throw usageError(`there is no snapshot of a study "${plain(study)}"`);
  if (!protocol.public && !protocol.publishCells)
    throw usageError(
      `the study "${plain(study)}" has no public edition: write "public": true into its protocol, and wait for the next snapshot`,
    );
  const exports = s3ObjectStore(s3, outputs.ExportsBucketName);
  await update(exports, studyOrdersKey(study), async (current) => {
    const before = current ? decodeJson(studyOrders, current) : { schemaVersion: 1 as const, study };
    return encodeJson(studyOrders, order.change(before));
  });
  if (!wait) return console.log('The publisher carries out the order at its next run, within 15 minutes.');
  const outcome = await step(order.name, async (progress) => {
    progress.show('waiting for the next run of the publisher, within 15 minutes');
    for (let waited = 0; waited < MAX_WAIT_MINUTES * 60; waited += PAUSE_SECONDS) {
      const handled = await handledOrders(snapshots, study);
      const found = handled && order.outcome(handled);
      if (found !== null) return [found, 'done'];
      await sleep(PAUSE_SECONDS * 1000);
    }
    throw new CommandError(
      `the publisher has not handled the order within ${MAX_WAIT_MINUTES} minutes; the order stays in force`,
    );
  });
  console.log(`Result: ${plain(outcome)}.`);
}
