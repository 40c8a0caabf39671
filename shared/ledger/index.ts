export { EVENT_OUTCOMES, type EventOutcome, type Pseudonymous } from './apply.ts';
export type { ScoreCard } from './judgment.ts';
export {
  type CommitResult,
  type CountersReader,
  type LedgerRow,
  type LedgerWriter,
  type Participant,
  type RecordEvents,
  type Recorded,
  type RecordOptions,
  type Store,
  type StudyStore,
  Superseded,
  type Transaction,
  type VersionedCell,
} from './port.ts';
export { record } from './run.ts';
export { SettingsRefused } from './settings.ts';
export type { Stores } from './stores.ts';
