import { dynamoStores } from '../../shared/ledger/dynamodb/index.ts';
import { memoryStores } from '../../shared/ledger/memory/index.ts';
import { record } from '../../shared/ledger/run.ts';
import type { Stores } from '../../shared/ledger/stores.ts';
import { PRESENT_ENGINES } from '../support/engines.ts';
import { startLocalTables } from '../support/local-tables.ts';

/** An adapter under test: separate processes that share one set of tables. */
export interface Adapter {
  /** The stores as seen by a new process. */
  process(): Stores;
  stop(): Promise<void>;
}

const inMemory = (name: string, stores: Stores) => ({
  name,
  start: async (): Promise<Adapter> => ({ process: () => stores, stop: async () => {} }),
});

/** All adapters, with one for DynamoDB per engine that this machine can run. All must pass the same tests. */
export const ADAPTERS: readonly { name: string; start: () => Promise<Adapter> }[] = [
  inMemory('memory', memoryStores()),
  // No deployment uses this one. Many tests do, to interrupt transactions without a database.
  inMemory('memory, with transactions', { ...memoryStores(), record }),
  ...PRESENT_ENGINES.map(({ engine }) => ({
    name: `DynamoDB (${engine.label})`,
    start: async () => {
      const local = await startLocalTables(engine);
      return { process: () => dynamoStores(local.client, local.tables), stop: local.stop };
    },
  })),
];
