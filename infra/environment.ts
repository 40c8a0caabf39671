import type { Storage } from './storage/storage.ts';

/** What every construct with a function is given. */
export interface Deployment {
  readonly storage: Storage;
  /** The version of the code that will stand in every snapshot. */
  readonly codeVersion: string;
}

/** The environment that all functions share. */
export function environment({ storage, codeVersion }: Deployment): Record<string, string> {
  return {
    LEDGER_TABLE: storage.ledger.tableName,
    COUNTERS_TABLE: storage.counters.tableName,
    EXPORTS_BUCKET: storage.exports.bucketName,
    PRIMUM_CODE_VERSION: codeVersion,
  };
}
