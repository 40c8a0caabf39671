export { standings } from './coverage.ts';
export { type Evidence, type EvidenceSource, evidenceOf } from './evidence.ts';
export { type Block, BOTH_BAD, type Layout, LOST, layoutOf, TIED, WON } from './layout.ts';
export { type PairRow, pairVotesBuilder } from './pair-votes.ts';
export { samplingUnits } from './scope.ts';
export { MAX_UNITS } from './units.ts';
export { winMatrices } from './win-matrices.ts';
