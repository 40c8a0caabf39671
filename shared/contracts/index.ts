export {
  ALIASED_KINDS,
  type AliasedKind,
  aliasesLine,
  countedNames,
} from './aliases.ts';
export {
  type ClaimSettings,
  claimSettings,
  claimSettingsHash,
  type PostHocChange,
  postHocChanges,
  settingsBefore,
} from './claim-settings.ts';
export {
  type ColumnPattern,
  OF_SCORES,
  type PatternedParts,
  type Placeholder,
  readPattern,
} from './column-pattern.ts';
export { type Design, needlessBounds } from './design.ts';
export type { Association, VoteRate } from './dissociation.ts';
export type { PublicEdition, Scope } from './edition.ts';
export {
  type Event,
  event,
  KINDS,
  MAX_REVISION,
  MAX_TIME_LENGTH,
  OUTCOMES,
  type Outcome,
  PARTS,
  type Rating,
  type Retraction,
  type Vote,
} from './event.ts';
export { type History, type HistoryEntry, history } from './history.ts';
export { hashOfLong, identifier, isHash, studyName, UNSPECIFIED } from './identifier.ts';
export {
  INTEGRITY_PREFIX,
  type IntegrityCheck,
  integrityCheck,
  integrityCheckKey,
} from './integrity-check.ts';
export { publishedSchemas } from './json-schema.ts';
export { type LastLook, LOOKS_PREFIX, lastLook, lastLookKey } from './last-look.ts';
export type { LedgerQuality } from './ledger-quality.ts';
export { type Limits, type LimitsByStudy, limits, readLimits } from './limits.ts';
export { type Latest, latest, MAX_LEADERS, type Manifest, manifest } from './manifest.ts';
export {
  ANSWERS,
  type AnswerName,
  type Field,
  type ListedPart,
  type Mapping,
  mapping,
  READY,
  type Ready,
  type RowsDeclaration,
} from './mapping.ts';
export { neverScoredInWords } from './never-scored.ts';
export {
  FAILING,
  found,
  isAboutNames,
  isLeftOut,
  isReported,
  leftOut,
  moreElements,
  mostlyFailures,
  type Note,
  noteInWords,
  notFound,
  notLeftOut,
  RATED,
  unitOfNote,
  unreadMore,
  unreadScores,
  unreadVotes,
} from './notes.ts';
export {
  type Changes,
  type Imports,
  type Integrity,
  type Operations,
  operations,
  type RateMoved,
  type Rejects,
  type ScoreMoved,
  type ZoneMoved,
} from './operations.ts';
export {
  type Criterion,
  defaultProtocol,
  MAX_LISTED_NAMES,
  type Protocol,
  protocol,
  protocolHash,
  RANGES,
  type Range,
  rangeInWords,
} from './protocol.ts';
export { type Receipt, receipt } from './receipt.ts';
export {
  CONFLICT,
  ERASED,
  type Fault,
  faultOf,
  REPEATED_KEY,
  type RejectReason,
  UNKNOWN_KIND,
} from './reject.ts';
export { type RejectFile, rejectFile } from './reject-file.ts';
export type { Scale } from './scale.ts';
export { isFailure, SCORES, type Score } from './score.ts';
export { type Signature, signature } from './signature.ts';
export {
  type ClinicallyAdjusted,
  type DistributionRow,
  type FailureRate,
  type Ranking,
  type RankingRow,
  type Snapshot,
  snapshot,
  type Zone,
} from './snapshot.ts';
export type { Source } from './source.ts';
export {
  conflictsFolder,
  exportsFolder,
  INDEX,
  PUBLIC,
  PUBLIC_INDEX,
  protocolKey,
  publicFolder,
  receiptsFolder,
  rejectsFolder,
  SNAPSHOTS,
  snapshotsFolder,
} from './study-keys.ts';
export { publishedLock, type StudyLock, studyLock } from './study-lock.ts';
export { ORDERS_PREFIX, type StudyOrders, studyOrders, studyOrdersKey } from './study-orders.ts';
export { COMPOSITE, LEVELS, type Level, toleranceOf, unratedRatioOf } from './tolerance.ts';
export type { PositiveFinding, Verdict, VerdictFinding } from './verdict.ts';
