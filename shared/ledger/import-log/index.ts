export { importIdOf } from './import-id.ts';
export type { ImportIdentity, ImportLog, ImportState } from './import-log.ts';
