import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import type { Limits } from '../shared/contracts/index.ts';
import { type ProducerStudies, Producers } from './access/producers.ts';
import { environment, type FunctionContext, limitsVariable } from './environment.ts';
import { allow } from './grantee.ts';
import { LambdaFunction } from './lambda-function.ts';
import { eventOutcomes, rejectRate } from './monitoring/events.ts';
import type { Watch } from './monitoring/watch.ts';
import { allowListing, allowObjects } from './object-access.ts';
import { allowRecordVotes, allowSecret } from './table-access.ts';
import type { Timings } from './timings.ts';
import { WorkQueue } from './work-queue.ts';

export interface RecordVotesProps extends FunctionContext {
  readonly timings: Timings;
  /** Rating apps that are restricted to their studies. */
  readonly producers: ProducerStudies;
  readonly limits: Limits;
}

/** Records votes as they arrive: the votes queue, its dead-letter queue, and the function for its messages. */
export class RecordVotes extends Construct {
  readonly votes: WorkQueue;
  readonly lambda: LambdaFunction;
  readonly producers: Producers;

  constructor(scope: Construct, id: string, props: RecordVotesProps) {
    super(scope, id);
    const { storage, timings } = props;
    this.votes = new WorkQueue(this, 'Votes', {
      key: storage.key,
      functionTimeout: timings.recordTimeout,
      maxReceiveCount: timings.votesMaxReceiveCount,
    });
    this.producers = new Producers(this, 'Producers', {
      votes: this.votes.queue,
      key: storage.key,
      studies: props.producers,
    });
    this.lambda = new LambdaFunction(this, 'RecordVotes', {
      folder: 'record-votes',
      description: 'Primum: records votes, ratings and retractions, each exactly once',
      timeout: timings.recordTimeout,
      memorySize: 512,
      key: storage.key,
      environment: {
        ...environment(props),
        SECRET_ARN: storage.secret.secretArn,
        VOTES_QUEUE_URL: this.votes.queue.queueUrl,
        VOTES_WORKERS: String(timings.votesConcurrency),
        ...limitsVariable(props.limits),
        ...(this.producers.restrictions && {
          RESTRICTED_SENDERS_ARN: this.producers.restrictions.secretArn,
          // A new list changes this variable, so that Lambda starts the function anew and the function reads the list.
          RESTRICTED_SENDERS_DIGEST: this.producers.digest,
        }),
      },
    });
    this.lambda.function.addEventSource(
      new SqsEventSource(this.votes.queue, {
        batchSize: timings.votesBatchSize,
        maxBatchingWindow: timings.batchWindow,
        maxConcurrency: timings.votesConcurrency,
        reportBatchItemFailures: true,
      }),
    );
    this.grantAccess(props);
  }

  private grantAccess({ storage }: FunctionContext) {
    const fn = this.lambda;
    allowRecordVotes(fn, storage);
    allowSecret(fn, storage);
    const { restrictions } = this.producers;
    if (restrictions) allow(fn, ['secretsmanager:GetSecretValue'], restrictions.secretArn);
    allowListing(fn, storage.exports, ['protocols/']);
    allowObjects(fn, storage.exports, {
      access: 'read',
      keys: 'protocols/*',
      reason:
        'Each study has one protocol, named after the study. The owner of the study chooses the name. Access is read-only.',
    });
    allowObjects(fn, storage.exports, {
      access: 'write',
      keys: 'rejects/*',
      reason:
        'The key of a reject contains its study, date and content hash. It may be written, but neither read nor deleted.',
    });
  }

  /** Events by outcome. */
  metricOutcomes(): cloudwatch.Metric[] {
    return eventOutcomes(this.lambda);
  }

  metricRejectRate(): cloudwatch.MathExpression {
    return rejectRate(this.lambda);
  }

  watches(): Watch[] {
    return [
      ...this.votes.watches('Votes', {
        deadLetters: 'Votes are missing from audits, because all retries failed for hours.',
        delayed: 'Votes are missing from audits, because some have waited for half an hour or longer.',
      }),
      ...this.lambda.watches('RecordVotes', {
        errors: 'Votes may be late, because record-votes crashed, timed out or could not start.',
        throttled: 'Votes are late, because AWS throttles record-votes.',
      }),
      {
        id: 'VotesRejected',
        impact: 'A rating app sends invalid events. Its votes are missing from audits.',
        metric: this.metricRejectRate(),
        threshold: 5,
      },
      {
        id: 'VotesUnprocessable',
        impact: 'Valid votes are missing from audits, because the tables refuse to store them.',
        metric: this.lambda.metric('Rejects', { reason: 'unprocessable' }),
        threshold: 1,
      },
      {
        id: 'VotesHandedBack',
        impact: 'Votes are late, because the tables did not accept them after all retries.',
        metric: this.lambda.metric('StoreExhausted'),
        threshold: 1,
        // Retries handle a single busy moment.
        periods: 3,
      },
      {
        id: 'StudyOverLimit',
        impact: 'Votes of a study are late, because it sends more events per minute than its limit allows.',
        metric: this.lambda.metric('StudyOverLimit'),
        threshold: 1,
        // The workers catch up after a short burst.
        periods: 3,
      },
      {
        id: 'SettingsRefused',
        impact:
          'No vote of a study is counted, because its criteria or the secret changed after its first event.',
        metric: this.lambda.metric('SettingsRefused'),
        threshold: 1,
      },
      {
        id: 'VotesForbidden',
        impact: 'Votes are late, because S3 refuses record-votes a protocol or a reject.',
        metric: this.lambda.metric('AccessRefused'),
        threshold: 1,
      },
    ];
  }
}
