/**
 * The keys of a study in the two buckets. Each folder ends in `/`, so that the keys of the study `a` do not include
 * those of `a-b`.
 */

/** Everything that is published for everybody, with the index page `public/index.html`. */
export const PUBLIC = 'public/';
export const PUBLIC_INDEX = `${PUBLIC}index.html`;

export const publicFolder = (study: string): string => `${PUBLIC}${study}/`;
export const snapshotsFolder = (study: string): string => `snapshots/${study}/`;
export const exportsFolder = (study: string): string => `exports/${study}/`;
export const receiptsFolder = (study: string): string => `receipts/${study}/`;
export const rejectsFolder = (study: string): string => `rejects/${study}/`;
export const protocolFile = (study: string): string => `protocols/${study}.json`;
