import { type Database, dynamoStores } from '../../shared/ledger/dynamodb/index.ts';
import { importIdOf } from '../../shared/ledger/import-log/index.ts';
import { type Pseudonymous, type Recorded, record } from '../../shared/ledger/index.ts';
import { SETTINGS, STUDY } from '../workload.ts';

/** A path of recording, as one of the functions uses it. */
export interface RecordingPath {
  readonly name: string;
  /** Maximum number of in-flight transactions. */
  readonly concurrency: number;
  /** Creates the items that a transaction of this path needs in the tables before it can be sent. */
  readonly prepare: (database: Database) => Promise<void>;
  /**
   * Records all events.
   * @throws if one was not recorded
   */
  readonly record: (database: Database, events: readonly Pseudonymous[]) => Promise<void>;
}

/** Messages per batch, judgments per transaction, and concurrent transactions of record-votes. */
const QUEUE = { batch: 100, maxJudgments: 10, concurrency: 3 } as const;

/** Batch after batch, without reading existing judgments. */
export const queuePath: RecordingPath = {
  name: `queue, ${QUEUE.maxJudgments} per transaction`,
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

/** One window: existing judgments are read first, then full transactions are sent one after another. */
export const importPath: RecordingPath = {
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
