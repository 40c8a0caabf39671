export { standings } from './coverage.ts';
export { type Evidence, evidenceOf } from './evidence.ts';
export { type Block, BOTH_BAD, emptyBlock, LOST, layoutOf, TIED, WON } from './layout.ts';
export { type PairRow, pairVotesBuilder } from './pair-votes.ts';
export { winMatrices } from './win-matrices.ts';
