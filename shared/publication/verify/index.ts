export { NOT_RECOMPUTED } from './figures.ts';
export { MAX_MANIFEST_BYTES, readFile } from './files.ts';
export type { FolderEntry, SnapshotFolder } from './folder.ts';
export { type ChainHead, headLine, manifestDigest, readHead } from './head.ts';
export { parse } from './parse.ts';
export { verifyStudy } from './study.ts';
export { type Verification, verify } from './verify.ts';
