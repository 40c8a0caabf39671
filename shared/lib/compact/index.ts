export { Arena } from './arena.ts';
export { hashOf } from './hash.ts';
export { Names } from './names.ts';
export { Numbers } from './numbers.ts';
