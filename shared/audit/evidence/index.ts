export { BlockBuilder } from './block-builder.ts';
export { crossedGathering, NO_OTHER_UNITS } from './crossed-gathering.ts';
export { type Evidence, type EvidenceSource, evidenceOf } from './evidence.ts';
export { ALONE, BOTH_BAD, type Layout, LOST, layoutOf, TIED, WON } from './layout.ts';
export { pairVotesBuilder } from './pair-votes.ts';
export { samplingUnits, unitNumbering } from './scope.ts';
export { MAX_UNITS } from './units.ts';
export { VoteSumsBuilder, type VoteTally } from './vote-sums.ts';
