import { Duration } from 'aws-cdk-lib/core';

/**
 * Time limits and concurrency limits. Tests shorten them. A deployment keeps the defaults.
 * @see docs/decisions/0014-queues-outlast-an-outage.md
 */
export interface Timings {
  /**
   * Longest run of record-votes. A batch of votes takes well under a second; it takes longer if a table is unhealthy.
   */
  readonly recordTimeout: Duration;
  /** Longest run of import-export before it hands over to its own continuation. This is Lambda's maximum. */
  readonly importTimeout: Duration;
  /** Longest run of publish-snapshot, which audits every study in one run. This is Lambda's maximum. */
  readonly publishTimeout: Duration;
  /** How long Lambda may wait to fill a batch of votes. */
  readonly batchWindow: Duration;
  /** Maximum number of messages in one batch of votes. */
  readonly votesBatchSize: number;
  /** Maximum number of batches of votes recorded concurrently (at least 2). */
  readonly votesConcurrency: number;
  /** Maximum number of files imported concurrently (at least 2). */
  readonly importsConcurrency: number;
  /** Number of receives of a votes message before it goes to the dead-letter queue. */
  readonly votesMaxReceiveCount: number;
  /** The same for a message about a file. */
  readonly importsMaxReceiveCount: number;
  /** How often studies are checked for a new snapshot. */
  readonly publishEvery: Duration;
  /** Longest run of check-integrity. Each run starts with another study. This is Lambda's maximum. */
  readonly checkTimeout: Duration;
  /** How often the counters are compared with the ledger. */
  readonly checkEvery: Duration;
}

/**
 * Receive counts outlast an outage, because after every failed attempt a message stays hidden for the queue's
 * visibility timeout (six times the function's): votes 100 × 6 min = 10 hours, files 50 × 90 min = 75 hours. If the
 * function can report the failure of an import, it hides the file for 5 s at first and an hour at most: 41 hours.
 */
export const DEFAULT_TIMINGS: Timings = {
  recordTimeout: Duration.seconds(60),
  importTimeout: Duration.minutes(15),
  publishTimeout: Duration.minutes(15),
  batchWindow: Duration.seconds(5),
  votesBatchSize: 100,
  // 10 batches of 100 record about 3,000 votes per second. The 32 counter partitions can take ten times as many.
  votesConcurrency: 10,
  importsConcurrency: 2,
  votesMaxReceiveCount: 100,
  importsMaxReceiveCount: 50,
  publishEvery: Duration.minutes(15),
  checkTimeout: Duration.minutes(15),
  checkEvery: Duration.days(1),
};
