export { NOT_RECOMPUTED } from './figures.ts';
export { MAX_MANIFEST_BYTES, readFile, type SnapshotFolder } from './files.ts';
export { parse } from './parse.ts';
export { type Verification, verify } from './verify.ts';
