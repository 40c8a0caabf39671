export { standings } from './coverage.ts';
export { type Evidence, type EvidenceSource, evidenceOf } from './evidence.ts';
export type { UnitCell } from './gathering.ts';
export { type Block, BOTH_BAD, type Layout, LOST, layoutOf, TIED, WON } from './layout.ts';
export { type PairRow, pairVotesBuilder } from './pair-votes.ts';
export { compareRows, type EvidenceRow, type EvidenceRows } from './rows/evidence-row.ts';
export { rowCollector } from './rows/row-collector.ts';
export { MAX_UNITS } from './units.ts';
export { winMatrices } from './win-matrices.ts';
