export { compareRows, type EvidenceRow, type EvidenceRows, type UnitNumbers } from './evidence-row.ts';
export { type RowCollector, rowCollector } from './row-collector.ts';
