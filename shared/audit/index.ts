export { type AuditAbout, auditOf, gathering, inputsDigest } from './audit.ts';
export { type AnswerRating, raterAgreement } from './quality/rater-agreement.ts';
export { type SingleVote, votingQuality } from './quality/single-votes.ts';
export {
  headlinesFirst,
  isMasked,
  type NoGoZone,
  noGoZonesOf,
  otherFindings,
  safetyCritical,
  zoneKey,
} from './zones/no-go-zones.ts';
