/** The metrics that the functions count, and that alarms watch. */
export const METRICS = [
  /** All events, with any outcome. */
  'EventsRead',
  'EventsRecorded',
  'Duplicates',
  'Conflicts',
  /** Counted in total and by reason. */
  'Rejects',
  /** Messages returned to their queue for any reason. */
  'Retries',
  /** Work returned to the queue because the store did not accept it in any attempt. */
  'StoreExhausted',
  /** Batches returned to the queue because the study was begun with other criteria or another secret. */
  'SettingsRefused',
  /** Messages with events of a study that is over its limit. Most of them are delayed. */
  'StudyOverLimit',
  'Suspects',
  'InvalidProtocols',
  'ImportsFinished',
  'ImportsFailed',
  'SnapshotsPublished',
  'PublishFailures',
  /** Runs over all studies after which each study has a current snapshot. */
  'PublishingRuns',
  /** Runs over the ledgers in which most groups of clinicians could be compared, with any result. */
  'IntegrityRuns',
  /** Groups of clinicians with counters that equal the sum of their ledger. */
  'IntegrityConfirmed',
  /** Groups with counters that changed during the comparison, or for which there was no time. */
  'IntegrityOpen',
  /** Counters that differ from the ledger. */
  'IntegrityDrift',
  /** Clinicians whose erasure has begun and is not finished. */
  'ErasuresUnfinished',
] as const;

export type Metric = (typeof METRICS)[number];
