import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

export interface WorkQueueProps {
  /** The timeout of the function that works on the messages. */
  readonly functionTimeout: Duration;
  /** How often a message is received before it moves to the dead-letter queue. */
  readonly maxReceiveCount: number;
}

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

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    const common = {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: LONGEST,
      removalPolicy: RemovalPolicy.RETAIN,
    };
    this.deadLetters = new sqs.Queue(this, 'DeadLetters', common);
    this.queue = new sqs.Queue(this, 'Queue', {
      ...common,
      visibilityTimeout: Duration.seconds(6 * props.functionTimeout.toSeconds()),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.maxReceiveCount },
    });
  }
}
