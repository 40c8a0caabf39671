export { fileIdOf, importIdOf, importIdOfSource, sourceOfWindow } from './import-id.ts';
export type { ImportId, ImportIdentity, ImportLog, ImportState } from './import-log.ts';
