import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Watch } from './monitoring/watch.ts';

export interface WorkQueueProps {
  /** The timeout of the function that works on the messages. */
  readonly functionTimeout: Duration;
  /** How often a message is received before it moves to the dead-letter queue. */
  readonly maxReceiveCount: number;
  /** What encrypts the messages; undefined for a key of SQS's own. */
  readonly key: kms.IKey | undefined;
}

const PEAK = { statistic: 'Maximum', period: Duration.minutes(5) } as const;

/** The longest that SQS keeps a message. */
const LONGEST = Duration.days(14);

/**
 * A queue of work for one function, and the dead-letter queue of what never succeeded.
 *
 * A message stays hidden for six times the function's timeout, as Lambda asks of a queue that it polls: room for
 * a batch that was fetched but throttled. A message keeps its age when it moves to the dead-letter queue, so both
 * keep messages for as long as SQS can.
 */
export class WorkQueue extends Construct {
  readonly queue: sqs.Queue;
  readonly deadLetters: sqs.Queue;
  /** How long a message is hidden once it was received. */
  readonly visibility: Duration;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    const common = {
      ...(props.key
        ? { encryption: sqs.QueueEncryption.KMS, encryptionMasterKey: props.key }
        : { encryption: sqs.QueueEncryption.SQS_MANAGED }),
      enforceSSL: true,
      retentionPeriod: LONGEST,
      removalPolicy: RemovalPolicy.RETAIN,
    };
    this.deadLetters = new sqs.Queue(this, 'DeadLetters', common);
    this.visibility = Duration.seconds(6 * props.functionTimeout.toSeconds());
    this.queue = new sqs.Queue(this, 'Queue', {
      ...common,
      visibilityTimeout: this.visibility,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.maxReceiveCount },
    });
  }

  /** Messages that wait. */
  metricWaiting(): cloudwatch.Metric {
    return this.queue.metricApproximateNumberOfMessagesVisible({ ...PEAK, label: 'waiting' });
  }

  /** Messages that were given up. */
  metricDeadLetters(): cloudwatch.Metric {
    return this.deadLetters.metricApproximateNumberOfMessagesVisible({ ...PEAK, label: 'dead letters' });
  }

  /** Age of the oldest message that is not done, in seconds. */
  metricOldestAge(): cloudwatch.Metric {
    return this.queue.metricApproximateAgeOfOldestMessage({ ...PEAK, label: 'oldest, s' });
  }

  /** @param name begins the alarms' names: `<name>DeadLetters` and `<name>Delayed` */
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
        // Twice as long as a message stays hidden: its second try, too, has not been enough.
        threshold: Math.max(1800, 2 * this.visibility.toSeconds()),
      },
    ];
  }
}
