import { Duration } from 'aws-cdk-lib/core';

/** How long things may take and how much is taken at once. Tests shorten them; a deployment keeps the defaults. */
export interface Timings {
  /** Longest run of record-votes: a batch of votes takes well under a second, an unhealthy table longer. */
  readonly recordTimeout: Duration;
  /** Longest run of import-export before it hands over to its own continuation. Lambda's maximum. */
  readonly importTimeout: Duration;
  /** Longest run of publish-snapshot: every study is audited in one run. Lambda's maximum. */
  readonly publishTimeout: Duration;
  /** How long Lambda may wait to fill a batch of votes. */
  readonly batchWindow: Duration;
  /** Most messages in one batch of votes. */
  readonly votesBatchSize: number;
  /** Most batches of votes recorded at once (at least 2). */
  readonly votesConcurrency: number;
  /** Most files imported at once (at least 2). */
  readonly importsConcurrency: number;
  /** How often a message of votes is received before it goes to the dead-letter queue. */
  readonly votesMaxReceiveCount: number;
  /** The same for a message about a file. */
  readonly importsMaxReceiveCount: number;
  /** How often studies are looked at for a new snapshot. */
  readonly publishEvery: Duration;
  /** Longest run of check-integrity; what it has no time for, a later run begins with. Lambda's maximum. */
  readonly checkTimeout: Duration;
  /** How often the counters are compared with the ledger. */
  readonly checkEvery: Duration;
}

/**
 * Receive counts outlast an outage, because every failed try keeps a message hidden for the queue's visibility
 * timeout (six times the function's): votes 100 × 6 min = 10 hours, files 50 × 90 min = 75 hours.
 */
export const DEFAULT_TIMINGS: Timings = {
  recordTimeout: Duration.seconds(60),
  importTimeout: Duration.minutes(15),
  publishTimeout: Duration.minutes(15),
  batchWindow: Duration.seconds(5),
  votesBatchSize: 100,
  // 10 batches of 100 record about 3,000 votes a second; the 32 counter partitions take ten times as much.
  votesConcurrency: 10,
  importsConcurrency: 2,
  votesMaxReceiveCount: 100,
  importsMaxReceiveCount: 50,
  publishEvery: Duration.minutes(15),
  checkTimeout: Duration.minutes(15),
  checkEvery: Duration.days(1),
};
