export { MARK_ANNOUNCES } from './change-mark.ts';
export { dynamoClient } from './client.ts';
export { dynamoStores } from './dynamo-stores.ts';
export { filesOfImports } from './import-log.ts';
export { cellKey, importKey, PARTICIPANT_MARK } from './items.ts';
export type { Database, Tables } from './tables.ts';
