export type { Conflict } from '../port.ts';
export { conflictName, conflictRow } from './conflict.ts';
