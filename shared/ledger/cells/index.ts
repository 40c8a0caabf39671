export type { FrozenCriterion, Settings } from '../settings.ts';
export { settingsOf } from '../settings.ts';
export {
  ALL_GROUPS,
  addInto,
  type Cell,
  type CellKey,
  type Counts,
  cellId,
  compareCells,
  GROUPS,
  groupOf,
  isPseudonym,
  type Pseudonym,
} from './cell.ts';
export { judgmentsIn, votesOf } from './decode.ts';
export * as packing from './packed-counts.ts';
export * as slots from './slots.ts';
export { FATES } from './slots.ts';
export type { Increments } from './tally.ts';
