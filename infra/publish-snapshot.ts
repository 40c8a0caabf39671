import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { INTEGRITY_PREFIX, LOOKS_PREFIX, ORDERS_PREFIX } from '../shared/contracts/index.ts';
import { environment, type FunctionContext } from './environment.ts';
import { allow } from './grantee.ts';
import { InvokeExactly, schedulerRole } from './invoke-exactly.ts';
import { LambdaFunction } from './lambda-function.ts';
import type { Watch } from './monitoring/watch.ts';
import { allowListing, allowObjects, denyObjects } from './object-access.ts';
import { type Signing, signingKey } from './storage/signing-key.ts';
import { allowPublishing } from './table-access.ts';
import type { Timings } from './timings.ts';

export interface PublishSnapshotProps extends FunctionContext {
  readonly timings: Timings;
  /** Undefined: snapshots have no signature. */
  readonly signing: Signing | undefined;
}

/** Publishes a snapshot of each study that changed: the schedule and the function. */
export class PublishSnapshot extends Construct {
  readonly lambda: LambdaFunction;
  /** The key that signs manifests. Undefined if snapshots have no signature. */
  readonly signingKey: kms.IKey | undefined;
  readonly #every: Duration;

  constructor(scope: Construct, id: string, props: PublishSnapshotProps) {
    super(scope, id);
    const { storage, timings } = props;
    this.#every = timings.publishEvery;
    this.signingKey = props.signing && signingKey(this, 'SigningKey', props.signing);
    this.lambda = new LambdaFunction(this, 'PublishSnapshot', {
      folder: 'publish-snapshot',
      description: 'Primum: audits every study with changed counters and publishes the snapshot',
      timeout: timings.publishTimeout,
      // The statistics keep one core busy.
      memorySize: 1769,
      key: storage.key,
      environment: {
        ...environment(props),
        SNAPSHOTS_BUCKET: storage.snapshots.bucketName,
        ...(this.signingKey && { SIGNING_KEY: this.signingKey.keyArn }),
      },
    });
    new scheduler.Schedule(this, 'Schedule', {
      description: 'Primum: checks for studies that changed',
      schedule: scheduler.ScheduleExpression.rate(timings.publishEvery),
      target: new InvokeExactly(this.lambda.function, {
        role: schedulerRole(this, 'ScheduleRole', 'Primum: invokes publish-snapshot on schedule'),
        // The next tick makes up for a missed one.
        maxEventAge: Duration.minutes(15),
        retryAttempts: 2,
      }),
    });
    this.grantAccess(props);
  }

  private grantAccess({ storage }: FunctionContext) {
    const fn = this.lambda;
    allowPublishing(fn, storage);
    const inputs = ['protocols/', 'receipts/', 'rejects/', INTEGRITY_PREFIX, ORDERS_PREFIX];
    allowListing(fn, storage.exports, [...inputs, LOOKS_PREFIX]);
    for (const prefix of inputs) {
      const why = `Keys under ${prefix} begin with the name of a study. The owner of the study chooses the name. Access is read-only.`;
      allowObjects(fn, storage.exports, { access: 'read', keys: `${prefix}*`, reason: why });
    }
    const looks =
      'The last look at a study is one file, named after the study. Only this function reads and writes it.';
    for (const access of ['read', 'write'] as const)
      allowObjects(fn, storage.exports, { access, keys: `${LOOKS_PREFIX}*`, reason: looks });
    if (this.signingKey) allow(fn, ['kms:Sign'], this.signingKey.keyArn);
    // A body that could not be parsed may name a clinician. The function can count these objects by their keys.
    denyObjects(fn, storage.exports, 'rejects/unparsable/*');
    allow(fn, ['s3:ListBucket'], storage.snapshots.bucketArn);
    const why =
      'Keys of snapshots contain the study and a hash of the input. Only this function publishes ' +
      'snapshots. It writes each object once. It can delete public editions only.';
    for (const keys of ['snapshots/*', 'public/*', 'index.html']) {
      allowObjects(fn, storage.snapshots, { access: 'read', keys, reason: why });
      allowObjects(fn, storage.snapshots, { access: 'write', keys, reason: why });
    }
    // An erasure withdraws the public editions.
    allowObjects(fn, storage.snapshots, { access: 'delete', keys: 'public/*', reason: why });
  }

  metricOutcomes(): cloudwatch.Metric[] {
    return (['SnapshotsPublished', 'PublishFailures', 'PublishingRuns'] as const).map((name) =>
      this.lambda.metric(name),
    );
  }

  watches(): Watch[] {
    return [
      ...this.lambda.watches('PublishSnapshot', {
        errors: 'The audit of a study may be out of date, because the last run of publish-snapshot failed.',
        throttled: 'Audits are late, because AWS throttles publish-snapshot.',
      }),
      {
        id: 'SnapshotsStale',
        impact:
          'Audits lack the newest votes, because three runs of publish-snapshot in a row did not complete all studies.',
        metric: this.lambda.metric('PublishingRuns', { period: this.#every }),
        threshold: 1,
        below: true,
        periods: 3,
        silence: true,
      },
      {
        id: 'ProtocolInvalid',
        impact:
          'A study uses its last valid protocol, or waits for one, because its new protocol file is not valid.',
        metric: this.lambda.metric('InvalidProtocols', { period: this.#every }),
        threshold: 1,
      },
    ];
  }
}
