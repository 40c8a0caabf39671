import { dynamoStores } from '../../shared/store/dynamodb/index.ts';
import { memoryStores } from '../../shared/store/memory/index.ts';
import type { Stores } from '../../shared/store/stores.ts';
import { PRESENT_ENGINES } from '../support/engines.ts';
import { startLocalTables } from '../support/local-tables.ts';

/** An adapter under test: separate processes that share one set of tables. */
export interface Adapter {
  /** The stores as seen by a new process. */
  process(): Stores;
  stop(): Promise<void>;
}

/** All adapters, with one for DynamoDB per engine that this machine can run. All must pass the same tests. */
export const ADAPTERS: readonly { name: string; start: () => Promise<Adapter> }[] = [
  {
    name: 'memory',
    start: async () => {
      const stores = memoryStores();
      return { process: () => stores, stop: async () => {} };
    },
  },
  ...PRESENT_ENGINES.map(({ engine }) => ({
    name: `DynamoDB (${engine.label})`,
    start: async () => {
      const local = await startLocalTables(engine);
      return { process: () => dynamoStores(local.client, local.tables), stop: local.stop };
    },
  })),
];
