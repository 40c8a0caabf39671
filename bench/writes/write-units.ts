import { join } from 'node:path';
import { count, step } from '../../cli/command-line/terminal.ts';
import { runReceipts } from '../../cli/commands/data/offline/run-receipts.ts';
import { fileSource } from '../../cli/files/file-source.ts';
import { onlyPseudonymiser } from '../../shared/events/pseudonyms/index.ts';
import { importFile } from '../../shared/imports/index.ts';
import {
  type Database,
  dynamoStores,
  importKey,
  PARTICIPANT_MARK,
} from '../../shared/ledger/dynamodb/index.ts';
import { ReadMeter } from '../../test/support/read-meter.ts';
import { generateEvents } from '../generate.ts';
import { queuePath } from '../recording/paths.ts';
import type { BenchDatabase } from '../tables.ts';
import { clinicianCount, judgmentEvents, NAMES, PROTOCOL, STUDY } from '../workload.ts';
import type { StoredItem } from './item-state.ts';
import { WriteMeter } from './write-meter.ts';

/** Write and read units of a number of judgments, each a vote with its scores, on one path of recording. */
export interface WriteUnits {
  readonly path: string;
  readonly judgments: number;
  /** Units by kind of item. */
  readonly units: ReadonlyMap<Kind, number>;
  readonly readUnits: number;
  /** Largest item written, in bytes, by kind of item. */
  readonly largest: ReadonlyMap<Kind, number>;
}

/**
 * Kinds of items: the judgment in the ledger, its cell, and the items written once per clinician, window or study.
 */
export const WRITE_KINDS = ['ledger', 'cells', 'import', 'clinicians', 'settings'] as const;
export type Kind = (typeof WRITE_KINDS)[number];

/** Counts the units of an import, of a second import of the same file, and of the queue. */
export async function measureWriteUnits(
  database: BenchDatabase,
  judgments: number,
  directory: string,
): Promise<WriteUnits[]> {
  const file = await generateEvents(join(directory, 'counted'), judgments, clinicianCount(judgments));
  const importAs = (version: string) => (metered: Database) => importOne(metered, file, version, directory);
  const measured: WriteUnits[] = [];
  await database.empty();
  measured.push(await meter(database, 'import, one file', judgments, importAs('1')));
  measured.push(await meter(database, 'import, the same file again', judgments, importAs('2')));
  await database.empty();
  const queued = judgmentEvents(judgments);
  measured.push(
    await meter(database, queuePath.name, judgments, (metered) => queuePath.record(metered, queued)),
  );
  return measured;
}

async function meter(
  database: BenchDatabase,
  path: string,
  judgments: number,
  work: (metered: Database) => Promise<void>,
): Promise<WriteUnits> {
  return step(`Counting units, ${path}`, async () => {
    const client = database.connect();
    const reads = new ReadMeter(client);
    const { units, largest } = new WriteMeter(client, (table, key) => itemKind(database, table, key));
    try {
      await work({ client, tables: database.tables });
    } finally {
      client.destroy();
    }
    return [{ path, judgments, units, largest, readUnits: reads.units }, `${count(judgments)} judgments`];
  });
}

async function importOne(
  { client, tables }: Database,
  file: string,
  version: string,
  directory: string,
): Promise<void> {
  const identity = { study: STUDY, object: 'events.jsonl', version, mapping: '' };
  const result = await importFile({
    identity,
    protocol: PROTOCOL,
    pseudonymisers: onlyPseudonymiser(NAMES),
    stores: dynamoStores(client, tables),
    receipts: runReceipts(directory).of(identity),
    source: await fileSource(file),
    fileTime: new Date().toISOString(),
  });
  const known = result.status === 'concluded' ? result.receipt.recorded + result.receipt.duplicate : null;
  if (result.status !== 'concluded' || known !== result.receipt.rows)
    throw new Error(`the file was not imported in full: ${JSON.stringify(result)}`);
}

function itemKind({ tables }: Database, table: string, { pk, sk }: StoredItem): Kind {
  if (table === tables.ledger) return 'ledger';
  if (pk?.S === importKey(STUDY, '').pk.S) return 'import';
  if (sk?.S?.startsWith(PARTICIPANT_MARK)) return 'clinicians';
  return sk?.S?.includes('#') ? 'cells' : 'settings';
}
