import type { Fault } from '../../contracts/index.ts';
import {
  type ImportId,
  type ImportIdentity,
  type ImportLog,
  importIdOf,
  importIdOfSource,
} from '../../ledger/import-log/index.ts';
import type { LedgerWriter, Pseudonymous, Stores } from '../../ledger/index.ts';
import { several } from '../../lib/index.ts';
import type { HasTimeLeft } from '../containers/unpack.ts';
import { type FileReading, fileReader } from '../file-reader.ts';
import type { OpenedFile } from '../read-records.ts';
import { isPositionalId } from '../row-id.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { ROWS_REMEDIES } from './described-rows.ts';

/** The group of all imports whose rows nothing identifies. */
const POSITIONAL_IMPORTS = 'rows';

/**
 * Tells rows that another file has counted from redeliveries of the same rows. Nothing identifies these rows, so a row that
 * two files share may be one judgment or two.
 * @see docs/decisions/0118-rows-have-declared-described-or-positional-ids.md
 */
export class Overlap {
  readonly #imports: ImportLog;
  readonly #identity: ImportIdentity;
  /** Names the group of the imports of files with the same bytes. */
  readonly #group: string;
  #sameBytes: ReadonlySet<ImportId> = new Set();
  #all: ReadonlySet<ImportId> = new Set();
  readonly #others = new Set<ImportId>();

  private constructor(imports: ImportLog, identity: ImportIdentity, digest: string) {
    this.#imports = imports;
    this.#identity = identity;
    this.#group = `bytes#${digest}`;
  }

  /**
   * Makes the import known to those of other files, also if its own rows may repeat theirs.
   * @param digest the digest of the unpacked bytes of the file
   */
  static async of(imports: ImportLog, identity: ImportIdentity, digest: string): Promise<Overlap> {
    const overlap = new Overlap(imports, identity, digest);
    overlap.#sameBytes = await imports.join(identity, overlap.#group);
    overlap.#all = await imports.join(identity, POSITIONAL_IMPORTS);
    return overlap;
  }

  /** Whether the study has imports of other bytes whose rows nothing identifies. */
  hasOtherFiles(): boolean {
    return [...this.#all].some((id) => !this.#sameBytes.has(id));
  }

  /** The number of rows that other imports of the same bytes have recorded. */
  async recordedBefore(): Promise<number> {
    const own = importIdOf(this.#identity);
    const others = [...this.#sameBytes].filter((id) => id !== own);
    const counts = await Promise.all(others.map((id) => this.#imports.recordedBy(this.#identity.study, id)));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /**
   * Whether a judgment was counted by a file with other bytes.
   * @param source the last writer of the judgment
   */
  async isForeign(source: string): Promise<boolean> {
    const writer = importIdOfSource(source);
    if (writer === null || this.#sameBytes.has(writer)) return false;
    if (this.#others.has(writer)) return true;
    // Another delivery of the same bytes may have joined since.
    this.#sameBytes = await this.#imports.join(this.#identity, this.#group);
    if (!this.#sameBytes.has(writer)) this.#others.add(writer);
    return this.#others.has(writer);
  }
}

/** A row that another file has counted while this file was surveyed. */
export const OVERLAP: Fault = {
  reason: 'overlap',
  field: '',
  message:
    'another file of the study has counted a row with this content at the same time, and nothing identifies the rows;' +
    ` upload the file again with a mapping that declares ${ROWS_REMEDIES}`,
};

export interface OverlapSearch {
  readonly file: OpenedFile;
  readonly reading: FileReading;
  readonly overlap: Overlap;
  readonly store: Stores['store'];
  readonly hasTimeLeft: HasTimeLeft;
}

/** Number of judgments that are looked up at once. */
const LOOKED_UP_AT_ONCE = 1000;

/**
 * Looks for rows of a file that would count twice: rows that another file has counted, and rows of the same bytes that another
 * mapping has read otherwise.
 * @returns false if the time is over
 * @throws UnreadableFile with the remedies, if there is one
 */
export async function refuseOverlap(search: OverlapSearch): Promise<boolean> {
  const { reading, overlap, store } = search;
  const hasOthers = overlap.hasOtherFiles();
  // A row that is recorded while it is looked up counts as found, so this number is read first.
  const recordedBefore = reading.facts?.hasOtherRows ? 0 : await overlap.recordedBefore();
  const ledger = hasOthers || recordedBefore > 0 ? await store.existing(reading.study) : null;
  if (!ledger) return true;
  const found = await countFound(search, ledger);
  if (found === null) return false;
  if (found < recordedBefore)
    throw new UnreadableFile(readOtherwise(recordedBefore - found), { countsNothing: true });
  return true;
}

const readOtherwise = (rows: number): string =>
  `the same bytes were imported before, and its mapping reads ${several(rows, 'counted row')} otherwise than then. Nothing` +
  ' identifies its rows, so they would count twice. Use the earlier mapping, or import the file into another study. Nothing' +
  ' was counted.';

/**
 * The number of rows without an identity that imports of the same bytes have counted. Null if the time is over.
 * @throws UnreadableFile if another file has counted one
 */
async function countFound(
  { file, reading, overlap, hasTimeLeft }: OverlapSearch,
  ledger: LedgerWriter,
): Promise<number | null> {
  const reader = fileReader(reading);
  let found = 0;
  let waiting: PlacedRow[] = [];
  try {
    for await (const batch of file.batches()) {
      for (const record of batch)
        for (const event of reader.read(record).events)
          if (isPositionalId(event.judgment)) waiting.push({ event, line: record.line });
      if (waiting.length < LOOKED_UP_AT_ONCE) continue;
      if (!hasTimeLeft()) return null;
      found += await lookUp(waiting, ledger, overlap);
      waiting = [];
    }
  } catch (error) {
    if (!(error instanceof UnreadableFile) || error.countsNothing) throw error;
  }
  return found + (await lookUp(waiting, ledger, overlap));
}

interface PlacedRow {
  readonly event: Pseudonymous;
  readonly line: number;
}

/** Looks rows up in the ledger, and returns how many were counted. */
async function lookUp(rows: readonly PlacedRow[], ledger: LedgerWriter, overlap: Overlap): Promise<number> {
  const entries = await ledger.read(rows.map(({ event }) => event));
  for (const { event, line } of rows) {
    const entry = entries.get(`${event.clinician}#${event.judgment}`);
    if (entry && (await overlap.isForeign(entry.source)))
      throw new UnreadableFile(
        `nothing identifies its rows, and another file of the study has counted a row with the content of line ${line}. Both` +
          ` files may hold the same judgments, or different ones. Declare which, in a mapping: ${ROWS_REMEDIES}. Nothing was` +
          ' counted.',
        { countsNothing: true },
      );
  }
  return entries.size;
}
