import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Watch } from './monitoring/watch.ts';

export interface WorkQueueProps {
  /** Timeout of the function that processes the messages. */
  readonly functionTimeout: Duration;
  /** Number of receives before a message moves to the dead-letter queue. */
  readonly maxReceiveCount: number;
  /** The key that encrypts the messages; undefined for SQS's own key. */
  readonly key: kms.IKey | undefined;
}

const PEAK = { statistic: 'Maximum', period: Duration.minutes(5) } as const;

/** The longest time for which SQS keeps a message. */
const MAX_RETENTION = Duration.days(14);

/**
 * A work queue for one function, and the dead-letter queue for messages that never succeeded.
 *
 * A message stays hidden for six times the function's timeout, as Lambda recommends for a queue that it polls. This
 * leaves time for a batch that was fetched but throttled. A message keeps its age when it moves to the dead-letter
 * queue, so both queues keep messages for as long as SQS can.
 */
export class WorkQueue extends Construct {
  readonly queue: sqs.Queue;
  readonly deadLetters: sqs.Queue;
  /** How long a message is hidden after it was received. */
  readonly visibility: Duration;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    const common = {
      ...(props.key
        ? { encryption: sqs.QueueEncryption.KMS, encryptionMasterKey: props.key }
        : { encryption: sqs.QueueEncryption.SQS_MANAGED }),
      enforceSSL: true,
      retentionPeriod: MAX_RETENTION,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    };
    this.deadLetters = new sqs.Queue(this, 'DeadLetters', common);
    this.visibility = Duration.seconds(6 * props.functionTimeout.toSeconds());
    this.queue = new sqs.Queue(this, 'Queue', {
      ...common,
      visibilityTimeout: this.visibility,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.maxReceiveCount },
    });
  }

  /** Number of waiting messages. */
  metricWaiting(): cloudwatch.Metric {
    return this.queue.metricApproximateNumberOfMessagesVisible({ ...PEAK, label: 'waiting' });
  }

  /** Number of messages in the dead-letter queue. */
  metricDeadLetters(): cloudwatch.Metric {
    return this.deadLetters.metricApproximateNumberOfMessagesVisible({ ...PEAK, label: 'dead letters' });
  }

  /** Age in seconds of the oldest message that is not done. */
  metricOldestAge(): cloudwatch.Metric {
    return this.queue.metricApproximateAgeOfOldestMessage({ ...PEAK, label: 'oldest, s' });
  }

  /** @param name the beginning of the alarms' names: `<name>DeadLetters` and `<name>Delayed` */
  watches(name: string, impacts: { readonly deadLetters: string; readonly delayed: string }): Watch[] {
    return [
      {
        id: `${name}DeadLetters`,
        impact: impacts.deadLetters,
        metric: this.metricDeadLetters(),
        threshold: 1,
      },
      {
        id: `${name}Delayed`,
        impact: impacts.delayed,
        metric: this.metricOldestAge(),
        // Twice the visibility timeout: the second attempt has failed as well.
        threshold: Math.max(1800, 2 * this.visibility.toSeconds()),
      },
    ];
  }
}
