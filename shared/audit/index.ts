export { auditOf } from './audit.ts';
export { gathering } from './evidence/gathering.ts';
export type { AuditAbout, LockedSettings } from './input.ts';
export { inputsDigest } from './inputs-digest.ts';
export { neverScored } from './quality/never-scored.ts';
export { type AnswerRatings, codeOfScore, raterAgreement } from './quality/rater-agreement.ts';
export { type SingleVote, votingQuality } from './quality/single-votes.ts';
export * as scopeWords from './scope-sentence.ts';
export {
  headlinesFirst,
  isBelowTolerance,
  isMasked,
  type NoGoZone,
  noGoZonesOf,
  otherFindings,
  safetyCritical,
  zoneKey,
} from './zones/no-go-zones.ts';
