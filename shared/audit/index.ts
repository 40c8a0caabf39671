export { auditOf } from './audit.ts';
export { gathering } from './evidence/gathering.ts';
export type { AuditAbout } from './input.ts';
export { inputsDigest } from './inputs-digest.ts';
export { neverScored } from './quality/never-scored.ts';
export { type AnswerRating, raterAgreement, scoresAsText } from './quality/rater-agreement.ts';
export { type SingleVote, votingQuality } from './quality/single-votes.ts';
export { scopeSentence } from './scope-sentence.ts';
export {
  headlinesFirst,
  isMasked,
  type NoGoZone,
  noGoZonesOf,
  otherFindings,
  safetyCritical,
  zoneKey,
} from './zones/no-go-zones.ts';
