import type { ByteSource, Place } from '../../../lib/index.ts';
import { UnreadableFile } from '../../unreadable-file.ts';
import type { TableReading } from '../choose-header.ts';
import type { Contents } from '../contents.ts';
import type { RawRecord } from '../raw-record.ts';
import type { HasTimeLeft } from '../unpack.ts';
import type { CellContext } from './cells.ts';
import { chooseSheet } from './choose-sheet.ts';
import { describeWorkbook, type Sheet, type WorkbookDescription } from './describe-workbook.ts';
import { mergedRows } from './merged-cells.ts';
import { refuseOtherArchive } from './other-archives.ts';
import { readSharedStrings } from './shared-strings.ts';
import { type SheetRow, sheetRows } from './sheet-rows.ts';
import { contentOf, hasText, rowsForHeader, type SheetTable, tableIn } from './sheet-table.ts';
import { tooLarge } from './workbook-errors.ts';
import { WORKBOOK_LIMITS, type WorkbookLimits } from './workbook-limits.ts';
import { ZipParts } from './zip-parts.ts';

/** Facts outside of a workbook that decide how it is read. */
export interface WorkbookOptions {
  readonly reading: TableReading;
  readonly hasTimeLeft: HasTimeLeft;
  readonly limits?: WorkbookLimits;
}

/** Number of cells of the records that are made at once. */
const CELLS_AT_ONCE = 100_000;

/**
 * One sheet of an Excel workbook (.xlsx), as a table. Rows are read on demand, and memory does not grow with the sheet.
 * @throws UnreadableFile with the remedy, for other archives, damaged workbooks and workbooks that exceed a limit
 * @see docs/decisions/0114-one-sheet-of-a-workbook-is-read.md
 */
export async function workbookContents(
  source: ByteSource,
  { reading, hasTimeLeft, limits = WORKBOOK_LIMITS }: WorkbookOptions,
): Promise<Contents> {
  const parts = await ZipParts.open(source, limits);
  refuseOtherArchive(parts);
  const description = await describeWorkbook(parts, limits);
  refuseOtherDays(description, reading);
  const { stringsPart } = description;
  const strings = stringsPart ? await readSharedStrings(parts.bytes(stringsPart), limits) : null;
  const workbook: Workbook = {
    parts,
    limits,
    sheets: description.sheets,
    context: { ...description, strings },
  };
  const found = await findTable(workbook, reading);
  if (!found) return { container: 'empty', header: null, async *batches() {} };
  const { sheet, table } = found;
  const isMerged = await mergedRows(parts, sheet.part, table.columns, limits);
  const byteOffset = parts.offsetOf(sheet.part);
  const recordOf = (row: SheetRow): RawRecord => {
    const { line } = row;
    const place = { line, byteOffset, next: { line: line + 1, byteOffset } };
    const content = contentOf(row, table, isMerged(line));
    return 'reason' in content ? { ...place, fault: content } : { ...place, value: content };
  };
  async function* batches({ line: from }: Place): AsyncGenerator<RawRecord[]> {
    const width = table.header.length;
    const most = Math.max(1, Math.floor(CELLS_AT_ONCE / width));
    let cells = 0;
    for await (const rows of rowsOf(workbook, sheet)) {
      const first = rows.findIndex(({ line }) => line >= from && line > table.line);
      if (first === -1) refuseIfLate(hasTimeLeft);
      else
        for (let at = first; at < rows.length; at += most) {
          const records = rows.slice(at, at + most).map(recordOf);
          cells += records.length * width;
          if (cells > limits.cells) throw tooLarge(`more than ${limits.cells} cells`);
          yield records;
        }
    }
  }
  return { container: 'workbook', header: table.header, batches };
}

interface Workbook {
  readonly parts: ZipParts;
  readonly limits: WorkbookLimits;
  readonly sheets: readonly Sheet[];
  readonly context: CellContext;
}

const rowsOf = ({ parts, context, limits }: Workbook, { part }: Sheet): AsyncGenerator<SheetRow[]> =>
  sheetRows(parts.bytes(part), context, limits.cellCharacters);

interface FoundTable {
  readonly sheet: Sheet;
  readonly table: SheetTable;
}

/** The sheet to read, and its table. Null if the workbook is empty. */
async function findTable(workbook: Workbook, reading: TableReading): Promise<FoundTable | null> {
  const { declared, isOurs, ...plain } = reading;
  if (declared?.sheet !== undefined && isOurs) {
    // The declaration of a study is not for files in Primum's own form.
    const own = await findTable(workbook, plain).catch(nullIfUnreadable);
    if (own && isOurs(own.table.header)) return own;
  }
  const isFilled = async (sheet: Sheet) => (await firstRows(workbook, sheet, 1)).length > 0;
  const sheet = await chooseSheet(workbook.sheets, declared?.sheet, isFilled);
  if (!sheet) return null;
  const rows = await firstRows(workbook, sheet, rowsForHeader(reading));
  return rows.length === 0 ? null : { sheet, table: tableIn(rows, reading) };
}

function nullIfUnreadable(error: unknown): null {
  if (error instanceof UnreadableFile) return null;
  throw error;
}

/** The first rows of a sheet with text. */
async function firstRows(workbook: Workbook, sheet: Sheet, count: number): Promise<SheetRow[]> {
  const first: SheetRow[] = [];
  for await (const rows of rowsOf(workbook, sheet)) {
    first.push(...rows.filter(hasText).slice(0, count - first.length));
    if (first.length === count) break;
  }
  return first;
}

/** @throws UnreadableFile if numbers would be read as days of another calendar */
function refuseOtherDays({ from1904 }: WorkbookDescription, { countsDays }: TableReading): void {
  if (from1904 && countsDays)
    throw new UnreadableFile(
      'it is a workbook that counts days from 1904, and "time": {"format": "excel"} of the mapping counts from 1900. Format' +
        ' the cells as dates, and remove "format" from the mapping.',
    );
}

function refuseIfLate(hasTimeLeft: HasTimeLeft): void {
  if (!hasTimeLeft())
    throw new UnreadableFile(
      'it is a workbook, and reading its settled rows again takes more than half of the available time. Save it as CSV,' +
        ' or in several files. The events counted below are recorded.',
    );
}
