import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { type ProducerStudies, Producers } from '../access/producers.ts';
import { type Deployment, environment } from '../environment.ts';
import { LambdaFunction } from '../lambda-function.ts';
import { eventOutcomes, rejectRate } from '../monitoring/events.ts';
import type { Watch } from '../monitoring/watch.ts';
import { allowListing, allowObjects } from '../object-access.ts';
import { allowRecording, allowSecret } from '../table-access.ts';
import type { Timings } from '../timings.ts';
import { WorkQueue } from '../work-queue.ts';

export interface RecordingProps extends Deployment {
  readonly timings: Timings;
  /** Rating apps that are restricted to their studies. */
  readonly producers: ProducerStudies;
}

/**
 * Recording of votes as they arrive: the votes queue, its dead-letter queue, and the function that records its
 * messages.
 */
export class Recording extends Construct {
  readonly votes: WorkQueue;
  readonly recordVotes: LambdaFunction;
  readonly producers: Producers;

  constructor(scope: Construct, id: string, props: RecordingProps) {
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
    this.recordVotes = new LambdaFunction(this, 'RecordVotes', {
      folder: 'record-votes',
      description: 'Primum: records votes, ratings and retractions, each exactly once',
      timeout: timings.recordTimeout,
      memorySize: 512,
      key: storage.key,
      environment: {
        ...environment(props),
        SECRET_ARN: storage.secret.secretArn,
        VOTES_QUEUE_URL: this.votes.queue.queueUrl,
        ...(props.producers.size > 0 && {
          RESTRICTED_SENDERS: Stack.of(this).toJsonString(this.producers.restrictions),
        }),
      },
    });
    this.recordVotes.function.addEventSource(
      new SqsEventSource(this.votes.queue, {
        batchSize: timings.votesBatchSize,
        maxBatchingWindow: timings.batchWindow,
        maxConcurrency: timings.votesConcurrency,
        reportBatchItemFailures: true,
      }),
    );
    this.allowWhatRecordingNeeds(props);
  }

  private allowWhatRecordingNeeds({ storage }: Deployment) {
    const fn = this.recordVotes;
    allowRecording(fn, storage);
    allowSecret(fn, storage);
    allowListing(fn, storage.exports, ['protocols/']);
    allowObjects(
      fn,
      storage.exports,
      'read',
      'protocols/*',
      'One protocol a study, under the name that its owner gives the study: read only, and nothing else lies there.',
    );
    allowObjects(
      fn,
      storage.exports,
      'write',
      'rejects/*',
      'A rejected message is named by its study, date and content hash. It may be written, but neither read nor deleted.',
    );
  }

  /** Events by outcome. */
  metricOutcomes(): cloudwatch.Metric[] {
    return eventOutcomes(this.recordVotes);
  }

  metricRejectRate(): cloudwatch.MathExpression {
    return rejectRate(this.recordVotes);
  }

  watches(): Watch[] {
    return [
      ...this.votes.watches('Votes', {
        deadLetters: 'Votes that were sent are in no audit: they were tried for hours and given up.',
        delayed: 'Votes are missing from audits: some have waited for half an hour.',
      }),
      ...this.recordVotes.watches('RecordVotes', {
        errors:
          'Votes may be late: the function that records them crashed, ran out of time or could not start.',
        throttled: 'Votes are late: AWS runs fewer functions at once than there is work for.',
      }),
      {
        id: 'VotesRejected',
        impact: 'A rating app sends what cannot be counted: its votes are in no audit.',
        metric: this.metricRejectRate(),
        threshold: 5,
      },
      {
        id: 'VotesUnprocessable',
        impact: 'Valid votes are in no audit: the tables refuse to hold them.',
        metric: this.recordVotes.metric('Rejects', { reason: 'unprocessable' }),
        threshold: 1,
      },
      {
        id: 'VotesHandedBack',
        impact: 'Votes are late: the tables did not take them, however often they were tried.',
        metric: this.recordVotes.metric('StoreExhausted'),
        threshold: 1,
        // Retries handle a single busy moment.
        periods: 3,
      },
      {
        id: 'SettingsRefused',
        impact:
          'No vote of a study is counted: its criteria, or the secret, are not those it was begun with.',
        metric: this.recordVotes.metric('SettingsRefused'),
        threshold: 1,
      },
    ];
  }
}
