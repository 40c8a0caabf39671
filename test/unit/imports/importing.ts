import { defaultProtocol, type Protocol } from '../../../shared/contracts/protocol.ts';
import type { Receipt } from '../../../shared/contracts/receipt.ts';
import { pseudonymisers } from '../../../shared/events/pseudonyms/pseudonymiser.ts';
import { parseMapping } from '../../../shared/imports/formats/parse-mapping.ts';
import { type ImportJob, type ImportResult, importFile } from '../../../shared/imports/import-file.ts';
import { type ImportPace, withoutDeadline } from '../../../shared/imports/pace.ts';
import type { Receipts } from '../../../shared/imports/receipts.ts';
import { type Cell, compareCells } from '../../../shared/ledger/cells/cell.ts';
import { memoryStores } from '../../../shared/ledger/memory/index.ts';
import type { StudyStore } from '../../../shared/ledger/port.ts';
import { record } from '../../../shared/ledger/run.ts';
import type { Stores } from '../../../shared/ledger/stores.ts';
import type { ByteSource } from '../../../shared/lib/byte-source.ts';
import { sourceOf } from './bytes.ts';
import { Crasher } from './crash.ts';

/** Receipts in memory, in place of a bucket. */
export class MemoryReceipts implements Receipts {
  readonly parts = new Map<number, string>();
  readonly conflicts = new Map<number, Set<string>>();
  receipt: Receipt | null = null;
  rejects = '';

  async addRejects(windowStart: number, lines: Iterable<string>) {
    this.parts.set(windowStart, [...lines].join(''));
  }

  async addConflicts(windowStart: number, lines: readonly string[]) {
    const conflicts = this.conflicts.get(windowStart) ?? new Set();
    for (const line of lines) conflicts.add(line);
    this.conflicts.set(windowStart, conflicts);
  }

  async publish(receipt: Receipt) {
    const conflicts = [...this.conflicts].map(([start, lines]) => [start, [...lines].join('')] as const);
    this.rejects = [...this.parts, ...conflicts]
      .sort(([a], [b]) => a - b)
      .map(([, lines]) => lines)
      .join('');
    this.receipt = receipt;
  }

  async tidy() {
    this.parts.clear();
    this.conflicts.clear();
  }
}

/** A deployment in memory that imports files. */
export interface World {
  readonly stores: Stores;
  readonly receipts: MemoryReceipts;
}

export const newWorld = (): World => ({ stores: memoryStores(), receipts: new MemoryReceipts() });

export interface Attempt {
  readonly crasher?: Crasher;
  readonly pace?: ImportPace;
  readonly secret?: string;
  readonly object?: string;
  /** The mapping of the file, as its author wrote it. */
  readonly mapping?: unknown;
  readonly protocol?: Protocol;
  readonly trustsPseudonyms?: boolean;
  readonly onProgress?: NonNullable<ImportJob['onProgress']>;
}

/** One worker's attempt to import a file. */
export async function attempt(
  { stores, receipts }: World,
  content: string | Uint8Array | ByteSource,
  {
    crasher = new Crasher(),
    pace = withoutDeadline,
    secret = 'secret',
    object = 'a.csv',
    mapping,
    protocol = defaultProtocol(),
    trustsPseudonyms = false,
    onProgress,
  }: Attempt = {},
): Promise<ImportResult> {
  const parsed = mapping === undefined ? null : parseMapping(JSON.stringify(mapping));
  if (parsed && !parsed.ok) throw new Error(parsed.message);
  return importFile({
    identity: { study: 'moove', object, version: 'v1', mapping: parsed?.hash ?? '' },
    mapping: parsed?.mapping ?? null,
    source: typeof content === 'object' && 'read' in content ? content : sourceOf(content),
    fileTime: '2026-05-01T00:00:00Z',
    protocol,
    pseudonymisers: pseudonymisers(secret, stores.store),
    trustsPseudonyms,
    pace,
    stores: {
      record,
      imports: crasher.around(stores.imports, [
        'takeOver',
        'keepSurvey',
        'join',
        'plan',
        'checkpoint',
        'read',
        'finish',
      ]),
      store: {
        ...stores.store,
        open: async (...given): Promise<StudyStore> =>
          crasher.around(await stores.store.open(...given), ['enter', 'read', 'commit']),
      },
    },
    receipts: crasher.around(receipts, ['addConflicts', 'addRejects', 'publish', 'tidy']),
    ...(onProgress ? { onProgress } : {}),
  });
}

/**
 * A pace that runs out of time after the given number of windows, each of 100 records. It does not depend on the
 * speed of the machine.
 */
export function paceOf(windows: number): ImportPace {
  let looks = 0;
  // An import checks its time at its beginning, during its survey, before it records, and three times per window: before
  // it, for a handover, and for its size. The first window of a worker needs no check for a handover.
  const left = () => (looks++ < 2 + 3 * windows ? 450 : 0);
  return { left, reserve: 200, now: () => 0, largest: 100 };
}

/** All counters of the study. */
export async function countersOf({ stores }: World) {
  const study = await stores.store.existing('moove');
  const cells: Cell[] = [];
  if (study) for await (const cell of study.cells()) cells.push(cell);
  return cells
    .sort(compareCells)
    .map(({ counts, ...key }) => ({ ...key, counts: Object.fromEntries([...counts].sort()) }));
}

/** The content of a receipt without its times. */
export const numbersOf = (receipt: Receipt | null): unknown => {
  const { startedAt: _, finishedAt: __, ...rest } = receipt!;
  return rest;
};
