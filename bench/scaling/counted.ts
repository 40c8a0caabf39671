import type { Receipts } from '../../shared/imports/index.ts';
import { PendingEvents, RejectList, settleWindow } from '../../shared/imports/windows/index.ts';
import { dynamoStores, importKey, PARTICIPANT_MARK } from '../../shared/ledger/dynamodb/index.ts';
import { type Pseudonymous, record, type StudyStore } from '../../shared/ledger/index.ts';
import { memoryStores } from '../../shared/ledger/memory/index.ts';
import { NAMES, SETTINGS, STUDY } from '../workload.ts';
import { WriteMeter } from '../writes/write-meter.ts';
import type { Units } from './model.ts';
import { pretendClient } from './pretend-client.ts';

/** The path of judgments: the queue or one import. `batch` is the messages per batch, or the judgments per window. */
export interface PathOptions {
  readonly path: 'import' | 'queue';
  readonly batch: number;
}

/**
 * Write units per judgment, counted in the requests that the code sends, without a server.
 * @param events one per judgment, all new
 */
export async function countedUnits(
  events: Iterable<Pseudonymous>,
  { path, batch }: PathOptions,
): Promise<Units> {
  const client = pretendClient();
  const { units } = new WriteMeter<keyof Units | 'settings'>(client, (table, { pk, sk }) => {
    if (table === 'ledger') return 'ledger';
    if (pk?.S === importKey(STUDY, '').pk.S) return 'import';
    if (sk?.S?.startsWith(PARTICIPANT_MARK)) return 'clinicians';
    return sk?.S?.includes('#') ? 'cells' : 'settings';
  });
  const tables = { ledger: 'ledger', counters: 'counters' };
  const store = await dynamoStores(client, tables).store.open(STUDY, SETTINGS);
  const judgments = await (path === 'import' ? importing : queueing)(store, events, batch);
  client.destroy();
  const each = (kind: keyof Units) => (units.get(kind) ?? 0) / judgments;
  return {
    ledger: each('ledger'),
    cells: each('cells'),
    import: each('import'),
    clinicians: each('clinicians'),
  };
}

const EMPTY = { notes: new Map(), next: null };
const NO_RECEIPTS: Receipts = {
  addConflicts: async () => {},
  addRejects: async () => {},
  publish: async () => {},
  tidy: async () => {},
};

/**
 * Records windows as an import does.
 * @returns the number of events
 */
async function importing(store: StudyStore, given: Iterable<Pseudonymous>, most: number): Promise<number> {
  const identity = { study: STUDY, object: 'counted', version: '1', mapping: '' };
  const { imports } = memoryStores();
  const { epoch } = await imports.takeOver(identity, new Date(0).toISOString());
  const open = async () => store;
  const settling = {
    identity,
    epoch,
    imports,
    receipts: NO_RECEIPTS,
    raters: NAMES.ratersIn('bench'),
    open,
    record,
    overlap: null,
    deadline: () => Infinity,
  };
  let start = 0;
  let events = new PendingEvents();
  const settle = async () => {
    const end = start + events.count;
    await settleWindow({ ...EMPTY, start, end, events, rejects: new RejectList() }, settling);
    start = end;
    events = new PendingEvents();
  };
  for (const event of given) {
    events.add({ event, line: start + events.count + 1, byteOffset: 0 });
    if (events.count === most) await settle();
  }
  if (events.count > 0) await settle();
  return start;
}

/**
 * Records batches as the queue's function does.
 * @returns the number of events
 */
async function queueing(store: StudyStore, given: Iterable<Pseudonymous>, most: number): Promise<number> {
  const options = { source: 'queue', maxJudgments: 10, lookup: false };
  let recorded = 0;
  let batch: Pseudonymous[] = [];
  for (const event of given) {
    batch.push(event);
    if (batch.length < most) continue;
    await record(store, batch, options);
    recorded += batch.length;
    batch = [];
  }
  await record(store, batch, options);
  return recorded + batch.length;
}
