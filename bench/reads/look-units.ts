import { count, step } from '../../cli/command-line/terminal.ts';
import { publishStudies } from '../../functions/publish-snapshot/publish-studies.ts';
import { protocolSource } from '../../shared/events/protocols/index.ts';
import { dynamoStores } from '../../shared/ledger/dynamodb/index.ts';
import { MemoryObjectStore } from '../../test/support/memory-object-store.ts';
import { ReadMeter } from '../../test/support/read-meter.ts';
import type { BenchDatabase } from '../tables.ts';
import { STUDY } from '../workload.ts';

/** The reads of one run of publish-snapshot for one study. */
export interface LookUnits {
  /** The result of the run. */
  readonly outcome: string;
  /** Requests to DynamoDB, and the read units that they consume. */
  readonly requests: number;
  readonly readUnits: number;
}

const QUARTER_OF_AN_HOUR = 15 * 60_000;
const SILENT = {
  count: () => {},
  countRun: () => {},
  countRejects: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
};

/** Runs publish-snapshot on the recorded study until the study is idle. Each run is a new process. */
export async function measureLooks(database: BenchDatabase): Promise<LookUnits[]> {
  const exports = new MemoryObjectStore();
  const snapshots = new MemoryObjectStore();
  exports.write(`protocols/${STUDY}.json`, '{}');
  const looks: LookUnits[] = [];
  let now = Date.now();
  while (looks.at(-1)?.outcome !== 'idle')
    await step('Counting the reads of a run of publish-snapshot', async () => {
      const client = database.connect();
      const meter = new ReadMeter(client);
      const { store } = dynamoStores(client, database.tables);
      const protocols = protocolSource(exports);
      now += QUARTER_OF_AN_HOUR;
      const ports = { store, protocols, exports, snapshots, telemetry: SILENT, now: () => now };
      const outcomes = await publishStudies(undefined, { ...ports, codeVersion: '0.0.0+00000000' });
      client.destroy();
      const requests = [...meter.requests.values()].reduce((sum, number) => sum + number, 0);
      const look = { outcome: outcomes[STUDY] ?? '', requests, readUnits: meter.units };
      looks.push(look);
      return [look, `${look.outcome}, ${count(look.readUnits)} read units`];
    });
  return looks;
}
