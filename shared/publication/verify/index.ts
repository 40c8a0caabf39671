export { NOT_RECOMPUTED } from './figures.ts';
export { MAX_MANIFEST_BYTES, readFile } from './files.ts';
export type { SnapshotFolder } from './folder.ts';
export { parse } from './parse.ts';
export { type Verification, verify } from './verify.ts';
