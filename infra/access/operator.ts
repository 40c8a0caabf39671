import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { INTEGRITY_PREFIX, ORDERS_PREFIX } from '../../shared/contracts/index.ts';
import { acknowledge } from '../acknowledge.ts';
import { allow, type Grantee } from '../grantee.ts';
import { allowKey } from '../key-access.ts';
import { allowListing, allowObjects, denyObjects } from '../object-access.ts';
import type { Storage } from '../storage/storage.ts';
import { allowOperating, allowSecret } from '../table-access.ts';
import type { WorkQueue } from '../work-queue.ts';
import { AttachablePolicy } from './attachable-policy.ts';

export interface OperatorProps {
  readonly storage: Storage;
  readonly queues: readonly WorkQueue[];
}

/** The rights that the deployment commands of `primum` need, and no others: to monitor, repair, erase and export. */
export function operatorPolicy(scope: Construct, id: string, props: OperatorProps): AttachablePolicy {
  const operator = new AttachablePolicy(scope, id, 'Primum: rights of the commands that use a deployment');
  allow(operator, ['cloudformation:DescribeStacks'], Stack.of(scope).stackId);
  allowMeasurements(operator);
  for (const queue of props.queues) allowMovingBack(operator, queue);
  allowKey(operator, props.storage.key, 'sqs', 'write');
  allowOperating(operator, props.storage);
  allowSecret(operator, props.storage);
  allowFiles(operator, props.storage);
  return operator;
}

/** Rights for `status`. */
function allowMeasurements(operator: Grantee) {
  allow(operator, ['cloudwatch:DescribeAlarms', 'cloudwatch:GetMetricData'], '*');
  acknowledge(
    operator.holder,
    'AwsSolutions-IAM5[Resource::*]',
    'CloudWatch supports no resource restriction for metrics and for listing alarms. Both rights are read-only.',
  );
}

/** Rights for `redrive`, through an SQS task or by hand, and for `send`. */
function allowMovingBack(operator: Grantee, { queue, deadLetters }: WorkQueue) {
  allow(operator, ['sqs:GetQueueAttributes', 'sqs:SendMessage'], queue.queueArn);
  const taking = ['sqs:ReceiveMessage', 'sqs:DeleteMessage'];
  const moving = ['sqs:StartMessageMoveTask', 'sqs:ListMessageMoveTasks'];
  allow(operator, ['sqs:GetQueueAttributes', ...taking, ...moving], deadLetters.queueArn);
}

/** Rights to inspect files, and to upload corrected rejects again. */
function allowFiles(operator: Grantee, { exports, snapshots }: Storage) {
  const looked = ['receipts/', 'rejects/', INTEGRITY_PREFIX];
  allowListing(operator, exports, ['protocols/', ORDERS_PREFIX, ...looked]);
  const look =
    'The keys of receipts, rejects and checks contain names that owners choose. Access is read-only.';
  for (const prefix of looked)
    allowObjects(operator, exports, { access: 'read', keys: `${prefix}*`, reason: look });
  // A body that could not be parsed may name a clinician.
  denyObjects(operator, exports, 'rejects/unparsable/*');
  const own =
    'Operators choose the names of their files: corrected rejects, and exports of the ledger. They may contain pseudonyms, so nobody else may write there.';
  allowObjects(operator, exports, { access: 'writeParts', keys: 'operator/*', reason: own });
  const orders =
    'Orders to release and to close contain the name of a study. The owner of the study chooses the name.';
  for (const access of ['read', 'write'] as const)
    allowObjects(operator, exports, { access, keys: `${ORDERS_PREFIX}*`, reason: orders });
  allow(operator, ['s3:ListBucket'], snapshots.bucketArn);
  const why = 'Operators read the internal edition of all studies, and link to it. Access is read-only.';
  allowObjects(operator, snapshots, { access: 'read', keys: 'snapshots/*', reason: why });
}
