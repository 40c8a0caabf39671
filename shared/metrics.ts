/** What the functions count, each in their own name, and alarms watch. */
export const METRICS = [
  /** Whatever became of them. */
  'EventsRead',
  'EventsRecorded',
  'Duplicates',
  'Conflicts',
  /** Also by reason. */
  'Rejects',
  /** Messages handed back to their queue, whatever for. */
  'Retries',
  /** Work handed back because the store did not take it, however often it was tried. */
  'StoreExhausted',
  /** Batches of a study handed back because its criteria or the secret are not those it was begun with. */
  'SettingsRefused',
  'Suspects',
  'InvalidProtocols',
  'ImportsFinished',
  'ImportsFailed',
  'SnapshotsPublished',
  'PublishFailures',
  /** Looks at all studies after which each has the snapshot that it should have. */
  'PublishingRuns',
  /** Passes over the ledgers in which most groups of clinicians could be compared, whatever that showed. */
  'IntegrityRuns',
  /** Groups of clinicians whose counters are the sum of their ledger. */
  'IntegrityConfirmed',
  /** Groups whose counters moved while they were compared, or for which there was no time. */
  'IntegrityOpen',
  /** Counters that are not what the ledger says. */
  'IntegrityDrift',
] as const;

export type Metric = (typeof METRICS)[number];
