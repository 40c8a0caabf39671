import { setTimeout as sleep } from 'node:timers/promises';
import { type StudyOrders, studyOrders, studyOrdersKey } from '../../../../shared/contracts/index.ts';
import { decodeJson, encodeJson } from '../../../../shared/lib/index.ts';
import { type ObjectReader, update } from '../../../../shared/lib/object-store/index.ts';
import { s3ObjectStore } from '../../../../shared/lib/object-store/s3/index.ts';
import { CommandError, plain, step } from '../../../command-line/terminal.ts';
import { awsClients } from '../../../deployment/aws-clients.ts';
import { type DeploymentSelection, useDeployment } from '../../../deployment/deployment.ts';

export interface OrderOptions extends DeploymentSelection {
  /** Whether to wait until the publisher has handled the order. */
  readonly wait: boolean;
}

export interface OrderBuckets {
  readonly snapshots: ObjectReader;
  readonly exports: Pick<ObjectReader, 'list'>;
}

/** An order for a study. */
export interface Order {
  /** The work in words, for the progress. */
  readonly name: string;
  readonly change: (orders: StudyOrders) => StudyOrders;
  /** Checks that the order can have an effect. @throws CommandError if it cannot */
  readonly check: (buckets: OrderBuckets, study: string) => Promise<void>;
  /** The result, if the publisher has handled the order. Null before. */
  readonly outcome: (snapshots: ObjectReader, study: string) => Promise<string | null>;
}

/** Time between two looks at the result. */
const PAUSE_SECONDS = 2;
/** The publisher runs every 15 minutes, and may take some. */
const MAX_WAIT_MINUTES = 30;

/**
 * Writes an order of the operator for a study, and waits until the publisher has handled it.
 * @throws CommandError if the order can have no effect, or the publisher does not handle it in time
 */
export async function giveOrder(
  study: string,
  { name, check, change, outcome }: Order,
  { wait, ...deployment }: OrderOptions,
): Promise<void> {
  const { outputs } = await useDeployment(deployment);
  const { s3 } = awsClients();
  const snapshots = s3ObjectStore(s3, outputs.SnapshotsBucketName);
  const exports = s3ObjectStore(s3, outputs.ExportsBucketName);
  await check({ snapshots, exports }, study);
  await update(exports, studyOrdersKey(study), async (current) => {
    const before = current ? decodeJson(studyOrders, current) : { schemaVersion: 1 as const, study };
    return encodeJson(studyOrders, change(before));
  });
  if (!wait) return console.log('The publisher carries out the order at its next run, within 15 minutes.');
  const result = await step(name, async (progress) => {
    progress.show('waiting for the next run of the publisher, within 15 minutes');
    for (let waited = 0; waited < MAX_WAIT_MINUTES * 60; waited += PAUSE_SECONDS) {
      const found = await outcome(snapshots, study);
      if (found !== null) return [found, 'done'];
      await sleep(PAUSE_SECONDS * 1000);
    }
    throw new CommandError(
      `the publisher has not handled the order within ${MAX_WAIT_MINUTES} minutes; the order stays in force`,
    );
  });
  console.log(`Result: ${plain(result)}.`);
}
