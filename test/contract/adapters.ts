import { dynamoStores } from '../../shared/store/dynamodb/index.ts';
import { memoryStores } from '../../shared/store/memory/index.ts';
import type { Stores } from '../../shared/store/stores.ts';
import { startLocalTables } from '../support/dynamodb-local.ts';

/** An adapter under test: processes of their own that share one set of tables. */
export interface Adapter {
  /** The stores as a process that has just started sees them. */
  process(): Stores;
  stop(): Promise<void>;
}

/** Both adapters; what is claimed of one is claimed of the other. */
export const ADAPTERS: readonly { name: string; start: () => Promise<Adapter> }[] = [
  {
    name: 'memory',
    start: async () => {
      const stores = memoryStores();
      return { process: () => stores, stop: async () => {} };
    },
  },
  {
    name: 'DynamoDB',
    start: async () => {
      const local = await startLocalTables();
      return { process: () => dynamoStores(local.client, local.tables), stop: local.stop };
    },
  },
];
