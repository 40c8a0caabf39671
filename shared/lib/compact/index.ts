export { Arena } from './arena.ts';
export { placesUpTo, sortedBy } from './counting-sort.ts';
export { hashOf } from './hash.ts';
export { Ids } from './ids.ts';
export { lengthened } from './lengthened.ts';
export { Names } from './names.ts';
export { Numbers } from './numbers.ts';
