import type { Limits } from '../shared/contracts/index.ts';
import type { Storage } from './storage/storage.ts';

/** The properties that every construct with a function receives. */
export interface FunctionContext {
  readonly storage: Storage;
  /** The version of the code that every snapshot records. */
  readonly codeVersion: string;
}

/** The environment variables that all functions share. */
export function environment({ storage, codeVersion }: FunctionContext): Record<string, string> {
  return {
    LEDGER_TABLE: storage.ledger.tableName,
    COUNTERS_TABLE: storage.counters.tableName,
    EXPORTS_BUCKET: storage.exports.bucketName,
    PRIMUM_CODE_VERSION: codeVersion,
  };
}

/** The variable that limits studies. Without it, functions use the default limits. */
export const limitsVariable = (limits: Limits): Record<string, string> =>
  Object.keys(limits).length === 0 ? {} : { STUDY_LIMITS: JSON.stringify(limits) };
