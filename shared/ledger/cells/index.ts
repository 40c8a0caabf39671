export { type Cell, cellId, compareCells } from './cell.ts';
export { addInto, type Counts } from './counts.ts';
export { votesOf } from './decode.ts';
export { ALL_GROUPS, GROUPS, groupOf, isPseudonym, type Pseudonym } from './groups.ts';
export * as slots from './slots.ts';
export { FATES } from './slots.ts';
