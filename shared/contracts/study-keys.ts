/**
 * The keys of a study in the two buckets. Each folder ends in `/`, so that the keys of the study `a` do not include
 * those of `a-b`. Permissions and code use the same keys.
 */

/** The page that lists the studies, in the bucket of snapshots and in its public folder. */
export const INDEX = 'index.html';
/** The folder of all internal editions. */
export const SNAPSHOTS = 'snapshots/';
/** The folder of the public editions. Its keys are those of the internal editions, with this prefix. */
export const PUBLIC = 'public/';
export const PUBLIC_INDEX = `${PUBLIC}${INDEX}`;

export const publicFolder = (study: string): string => `${PUBLIC}${study}/`;
export const snapshotsFolder = (study: string): string => `${SNAPSHOTS}${study}/`;
export const exportsFolder = (study: string): string => `exports/${study}/`;
export const receiptsFolder = (study: string): string => `receipts/${study}/`;
/** The folder for the rejects of a study's messages. */
export const rejectsFolder = (study: string): string => `rejects/${study}/`;
/** The folder for conflicts between messages of a study. */
export const conflictsFolder = (study: string): string => `${rejectsFolder(study)}conflicts/`;
export const protocolKey = (study: string): string => `protocols/${study}.json`;
