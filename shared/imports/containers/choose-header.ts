import type { Mapping } from '../../contracts/index.ts';
import { quote } from '../../lib/index.ts';
import { attemptReading, UndeclaredTable, UnreadableFile } from '../unreadable-file.ts';

/** Number of lines among which a header below title lines is looked for. */
export const MAX_TITLE_LINES = 20;

/** Facts outside of a table that decide how its header is read. */
export interface TableReading {
  /** Names of columns that Primum or the mapping knows. */
  readonly known: ReadonlySet<string>;
  /** The entries of the mapping. */
  readonly declared?: Mapping['table'];
  /** Whether the mapping reads numbers as days of Excel. */
  readonly countsDays?: boolean;
  /** Whether a header needs no declaration, because it is Primum's own and the mapping is not for this file alone. */
  readonly isOurs?: (header: readonly string[]) => boolean;
}

/** How a line of a table becomes a header: a line of text, or a row of a sheet. */
export interface HeaderLines<L, H> {
  /** @param unknown called if no column of the header is known */
  headerIn(line: L, reading: TableReading, unknown?: () => void): H;
  /** The known names in a line, if it could be a header. */
  knownIn(line: L, known: ReadonlySet<string>): readonly string[];
}

/**
 * Chooses the header. This is the declared line of the mapping, or else the first line with text.
 * @param lines the first lines of the table with text
 * @throws UnreadableFile with the remedy
 * @see docs/decisions/0100-a-table-is-split-by-its-known-columns.md
 */
export function chooseHeader<
  L extends { readonly line: number },
  H extends { readonly header: readonly string[] },
>(lines: readonly L[], reading: TableReading, { headerIn, knownIn }: HeaderLines<L, H>): H {
  const [first] = lines;
  if (reading.declared && reading.isOurs && first) {
    const plain = attemptReading(() => headerIn(first, { ...reading, declared: undefined }));
    if ('value' in plain && reading.isOurs(plain.value.header)) return plain.value;
  }
  const headerLine = reading.declared?.headerLine;
  if (headerLine === undefined) {
    if (!first) throw new UnreadableFile('it has no header.');
    return headerIn(first, reading, () => refuseTitles(first, lines, (line) => knownIn(line, reading.known)));
  }
  const declared = lines.find(({ line }) => line === headerLine);
  if (!declared)
    throw new UnreadableFile(
      `its line ${headerLine} is empty, and "table": {"headerLine": ${headerLine}} of the mapping names it as the header.` +
        ' Correct the number.',
    );
  return headerIn(declared, reading);
}

/** A single known name may occur in a row by chance. */
const MIN_KNOWN_NAMES = 2;

/** @throws UnreadableFile if titles stand above the header */
function refuseTitles<L extends { readonly line: number }>(
  first: L,
  lines: readonly L[],
  knownIn: (line: L) => readonly string[],
): void {
  for (const line of lines) {
    const names = line === first ? [] : knownIn(line);
    if (names.length >= MIN_KNOWN_NAMES)
      throw new UndeclaredTable(
        `the header is not in line ${first.line}: line ${line.line} has the columns ${names.slice(0, 10).map(quote).join(', ')}.` +
          ` Declare it in the mapping next to the file, as "table": {"headerLine": ${line.line}}, or delete the lines above it.`,
        { headerLine: line.line },
      );
  }
}
