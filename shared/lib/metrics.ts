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
  /** Requests that S3 refused because of a missing right. */
  'AccessRefused',
  'InvalidProtocols',
  'ImportsFinished',
  'ImportsFailed',
  'SnapshotsPublished',
  'PublishFailures',
  /** 1 for a run over all studies after which each study has a current snapshot, or else 0. */
  'PublishingRuns',
  /** 1 for a run over the ledgers that could compare most groups of clinicians, with any result, or else 0. */
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
