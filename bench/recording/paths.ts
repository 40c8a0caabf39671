import type { Pseudonymous } from '../../shared/judgments/apply.ts';
import { dynamoStores } from '../../shared/store/dynamodb/index.ts';
import type { Database } from '../../shared/store/dynamodb/tables.ts';
import { importIdOf } from '../../shared/store/import-id.ts';
import { type Recorded, record } from '../../shared/store/record.ts';
import { SETTINGS, STUDY } from '../workload.ts';

/** A way of recording, as one of the functions does it. */
export interface Path {
  readonly name: string;
  /** Transactions that the store has in flight at most. */
  readonly concurrency: number;
  /** What a transaction of this path needs in the tables before it can be sent. */
  readonly prepare: (database: Database) => Promise<void>;
  /** Records all events. @throws where one was not recorded */
  readonly record: (database: Database, events: readonly Pseudonymous[]) => Promise<void>;
}

/** Messages of one batch, judgments of one transaction, and transactions at once: those of record-votes. */
const QUEUE = { batch: 100, maxJudgments: 10, concurrency: 3 } as const;

/** Batch after batch, without looking judgments up. */
export const queuePath: Path = {
  name: `queue, ${QUEUE.maxJudgments} a transaction`,
  concurrency: QUEUE.concurrency,
  prepare: async () => {},
  async record({ client, tables }, events) {
    const store = await dynamoStores(client, tables).store.open(STUDY, SETTINGS);
    for (let from = 0; from < events.length; from += QUEUE.batch)
      mustBeRecorded(
        await record(store, events.slice(from, from + QUEUE.batch), {
          source: 'queue',
          maxJudgments: QUEUE.maxJudgments,
          lookup: false,
        }),
      );
  },
};

const IDENTITY = { study: STUDY, object: 'events.jsonl', version: '1', mapping: '' };
const IMPORT_ID = importIdOf(IDENTITY);
const BEGAN = '2026-01-01T00:00:00Z';

/** One window, judgments looked up first, full transactions one after another. */
export const importPath: Path = {
  name: 'import, one window',
  concurrency: 1,
  async prepare({ client, tables }) {
    await dynamoStores(client, tables).imports.takeOver(IDENTITY, BEGAN);
  },
  async record({ client, tables }, events) {
    const store = await dynamoStores(client, tables).store.open(STUDY, SETTINGS);
    const options = { source: `${IMPORT_ID}/0`, maxJudgments: 100, lookup: true };
    mustBeRecorded(await record(store, events, { ...options, import: { importId: IMPORT_ID, epoch: 1 } }));
  },
};

function mustBeRecorded(results: readonly Recorded[]): void {
  const other = results.find((result) => !('outcome' in result) || result.outcome !== 'recorded');
  if (other) throw new Error(`an event was not recorded: ${JSON.stringify(other)}`);
}
