export {
  addNamed,
  compareRows,
  type EvidenceRow,
  type EvidenceRows,
  NONE_NAMED,
  type UnitCell,
} from './evidence-row.ts';
export { rowCollector } from './row-collector.ts';
