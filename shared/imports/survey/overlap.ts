import type { Fault, RowsDeclaration } from '../../contracts/index.ts';
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
import { type FileReader, type FileReading, fileReader } from '../file-reader.ts';
import type { OpenedFile } from '../read-records.ts';
import { isPositionalId } from '../row-id.ts';
import type { SourceRecord } from '../source-record.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { ROWS_REMEDIES } from './described-rows.ts';
import { ASSUMED_FACTS, type FileFacts, readFacts } from './file-facts.ts';

/** The group of all imports of rows without ids. */
const ROW_IMPORTS = 'rows';

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
    overlap.#all = await imports.join(identity, ROW_IMPORTS);
    return overlap;
  }

  /** Whether the study has other imports of rows without ids. */
  hasOtherImports(): boolean {
    return this.#all.size > 1;
  }

  /**
   * The number of rows that other imports of the same bytes have recorded, if they have models and raters in common with this
   * one. Another mapping may read those of the next column of a wide table, which are other judgments.
   */
  async recordedBefore(facts: NamesInFile): Promise<number> {
    const own = importIdOf(this.#identity);
    const others = [...this.#sameBytes].filter((id) => id !== own);
    const states = await Promise.all(others.map((id) => this.#imports.readById(this.#identity.study, id)));
    return states
      .filter((state) => state !== null && sharesNames(facts, state.survey))
      .reduce((sum, state) => sum + (state?.committed.get('recorded') ?? 0), 0);
  }

  /** Whether a judgment was counted by a file, and not by a message. */
  isOfFile(source: string): boolean {
    return importIdOfSource(source) !== null;
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

type NamesInFile = Pick<FileFacts, 'models' | 'raters'>;

function sharesNames({ models, raters }: NamesInFile, survey: string | null): boolean {
  if (survey === null) return true;
  const others = readFacts(survey);
  return meet(models, others.models) && meet(raters, others.raters);
}

/** Whether two lists have a name in common, or one of them is not known. */
const meet = (some: readonly string[] | null, others: readonly string[] | null): boolean =>
  some === null || others === null || some.some((name) => others.includes(name));

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
 * Refuses a file with rows that would count twice. Another file may have counted them. A file may have counted them under
 * another identity, because its mapping declares other `rows`, or because its times were not finer than a day. Or another
 * mapping has read the same bytes otherwise.
 * @returns false if the time is over
 * @throws UnreadableFile with the remedies, if there is one
 */
export async function refuseOverlap(search: OverlapSearch): Promise<boolean> {
  const { reading, overlap, store } = search;
  if (!overlap.hasOtherImports()) return true;
  // A row that is recorded while it is looked up counts as found, so this number is read first.
  const recordedBefore = reading.facts?.hasDeclaredRows
    ? 0
    : await overlap.recordedBefore(reading.facts ?? ASSUMED_FACTS);
  const ledger = await store.existing(reading.study);
  if (!ledger) return true;
  const found = await countFound(search, ledger, recordedBefore > 0);
  if (found === null) return false;
  if (found < recordedBefore)
    throw new UnreadableFile(readOtherwise(recordedBefore - found), { countsNothing: true });
  return true;
}

/**
 * Looks the rows up under all identities that files of the study may have given them.
 * @param isRepeated whether other imports of the same bytes have counted rows
 * @returns the number of rows that are counted under their own identity; null if the time is over
 * @throws UnreadableFile if a row would count twice
 */
async function countFound(
  { file, reading, overlap, hasTimeLeft }: OverlapSearch,
  ledger: LedgerWriter,
  isRepeated: boolean,
): Promise<number | null> {
  const identities = new Identities(reading, isRepeated);
  let found = 0;
  let waiting: PlacedRow[] = [];
  try {
    for await (const batch of file.batches()) {
      for (const record of batch) waiting.push(...identities.of(record));
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

/** An identity under which a row may be counted already. */
interface PlacedRow {
  readonly event: Pseudonymous;
  readonly line: number;
  /**
   * The files that may not have counted it: those with other bytes, all, those with the same bytes, or none. The rows of a batch
   * are new, so that other files may have counted rows with the same content.
   */
  readonly notBy: 'others' | 'all' | 'same' | 'none';
  /** Whether it is the identity that this file gives the row. */
  readonly isOwn: boolean;
}

/** The identities of rows as their file declares them, and as other files would. */
class Identities {
  readonly #own: FileReader;
  readonly #others: readonly FileReader[];
  readonly #rows: RowsDeclaration | undefined;

  readonly #isRepeated: boolean;

  constructor(reading: FileReading, isRepeated: boolean) {
    this.#isRepeated = isRepeated;
    const { rowIdentity: { rows, ...rest } = {}, facts = ASSUMED_FACTS } = reading;
    this.#rows = rows;
    this.#own = fileReader(reading);
    this.#others = [
      fileReader({ ...reading, rowIdentity: rest, facts: { ...facts, hasTimesOfDay: true } }),
      fileReader({ ...reading, rowIdentity: { ...rest, rows: 'cumulative' } }),
    ];
  }

  of(record: SourceRecord): PlacedRow[] {
    const { line } = record;
    const { events } = this.#own.read(record);
    const others = this.#others.map((reader) => reader.read(record).events);
    return events.flatMap((event, index) => {
      const isExclusive = this.#rows !== 'cumulative' && isPositionalId(event.judgment);
      const own: PlacedRow[] =
        isExclusive || this.#isRepeated
          ? [{ event, line, notBy: isExclusive ? 'others' : 'none', isOwn: true }]
          : [];
      const different = others
        .map((list) => list[index])
        .filter((other) => other !== undefined && other.judgment !== event.judgment);
      const notBy = typeof this.#rows === 'object' ? 'same' : 'all';
      return [...own, ...different.map((other): PlacedRow => ({ event: other!, line, notBy, isOwn: false }))];
    });
  }
}

/** Looks rows up in the ledger, and returns how many are counted under their own identity. */
async function lookUp(rows: readonly PlacedRow[], ledger: LedgerWriter, overlap: Overlap): Promise<number> {
  const entries = await ledger.read(rows.map(({ event }) => event));
  let found = 0;
  for (const { event, line, notBy, isOwn } of rows) {
    const source = entries.get(`${event.clinician}#${event.judgment}`)?.source;
    if (source === undefined) continue;
    if (isOwn) found += 1;
    if (notBy === 'none' || !overlap.isOfFile(source)) continue;
    if (notBy !== 'all' && (notBy === 'others') !== (await overlap.isForeign(source))) continue;
    throw new UnreadableFile(notBy === 'others' ? sharedRow(line) : countedOtherwise(line), {
      countsNothing: true,
    });
  }
  return found;
}

const readOtherwise = (rows: number): string =>
  `the same bytes were imported before, and its mapping reads ${several(rows, 'counted row')} otherwise than then. Its` +
  ' rows have no ids, so they would count twice, unless they were erased. Use the earlier mapping, or import the file into' +
  ' another study.';

const sharedRow = (line: number): string =>
  `its rows have no ids, and another file of the study has counted a row with the content of line ${line}. Both` +
  ` files may hold the same judgments, or different ones. Declare which, in a mapping: ${ROWS_REMEDIES}.`;

const countedOtherwise = (line: number): string =>
  `the row of line ${line} is counted already under another identity, and would count twice: one file identifies it by its` +
  ' time or item, and the other by its content. Declare the same "rows" as for the file that counted it, or none if it has none;' +
  ' name a column that identifies a row; or upload only the rows that are new, as "rows": {"batch": "<name of the part>"}.';
