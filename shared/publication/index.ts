export { compareSnapshots, type SnapshotComparison } from './compare.ts';
export { publishIndex, publishPublicIndex } from './index-page.ts';
export * as snapshotKeys from './keys.ts';
export { MADE_UP, MADE_UP_NOTE, madeUpField } from './made-up.ts';
export { MANIFEST } from './manifest.ts';
export { readIfValid } from './operations/read-if-valid.ts';
export type { Published, PublishStage } from './publish.ts';
export { publishStudy } from './publish-study.ts';
export { publishedProtocol } from './published-protocol.ts';
