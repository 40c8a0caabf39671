import { isUtf8 } from 'node:buffer';
import type { Place } from '../../lib/index.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { splitFields } from './csv-fields.ts';
import { linesOf } from './line.ts';

/** Maximum number of columns of a table. Spreadsheets have up to 16,384. */
export const MAX_COLUMNS = 20_000;

/** The header of a table, and the place of its first row. */
export interface CsvHeader {
  readonly header: readonly string[];
  readonly rows: Place;
}

/**
 * Reads the header: the first line that is not blank.
 * @param head the first bytes of the file, with the complete first line unless it is too long
 * @param start the place of these bytes in the file
 */
export async function readHeader(head: Buffer, start: Place): Promise<CsvHeader> {
  async function* chunks() {
    yield head;
  }
  for await (const lines of linesOf(chunks(), start))
    for (const { bytes, line, end } of lines) {
      if (bytes === null) throw new UnreadableFile('its first line is too long to be a header.');
      if (bytes.toString().trim() === '') continue;
      if (!isUtf8(bytes)) throw new UnreadableFile('its header is not UTF-8. Save it as UTF-8.');
      const header = splitFields(bytes.toString());
      if (header.length > MAX_COLUMNS && typeof header !== 'string')
        throw new UnreadableFile(
          `its header names ${header.length} columns, and ${MAX_COLUMNS} can be read. Leave out those that no vote or rating` +
            ' needs.',
        );
      if (typeof header === 'string') throw new UnreadableFile('the quotes of its header do not match.');
      return { header, rows: { line: line + 1, byteOffset: end } };
    }
  throw new UnreadableFile('it has no header.');
}
