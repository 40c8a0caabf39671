import { hashOf } from '../../lib/compact/index.ts';
import { count, several } from '../../lib/index.ts';
import { keyOfDigest } from '../row-id.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { KeyTable } from './key-table.ts';

/** Maximum number of rows that are compared, in some two hundred megabytes. */
const MAX_COMPARED_ROWS = 4_000_000;

/** Finds rows that the same description identifies, so that they would become one judgment. */
export class DescribedRows {
  readonly #lines = new KeyTable();
  readonly #most: number;
  #repeated = 0;
  #example: readonly [first: number, second: number] | null = null;

  constructor(most = MAX_COMPARED_ROWS) {
    this.#most = most;
  }

  /**
   * @param id a digest of the description, as base64url
   * @param line the line of the row, from 1
   * @param part the part of the judgment that the row gives, such as one criterion
   * @throws UnreadableFile if there are more rows than can be compared
   */
  add(id: string, line: number, part = ''): void {
    const { high, low } = keyOfDigest(id);
    const key = { high, low: part === '' ? low : hashOf(low, part) };
    const before = this.#lines.get(key);
    if (before === 0) this.#lines.set(key, line);
    else {
      this.#repeated += 1;
      this.#example ??= [before, line];
    }
    if (this.#lines.size > this.#most)
      throw new UnreadableFile(
        `more than ${count(this.#most)} of its rows have no id, and so many cannot be compared. Add an id to each row, or` +
          ' divide the file.',
        { countsNothing: true },
      );
  }

  /**
   * @param what the fields that describe a row, in words
   * @throws UnreadableFile with the remedies, if two rows have the same description
   */
  check(what: string): void {
    if (this.#example === null) return;
    const [first, second] = this.#example;
    throw new UnreadableFile(
      `${several(this.#repeated, 'row')} cannot be told from an earlier row: they have the same ${what} (first in lines` +
        ` ${first} and ${second}). Name a column that identifies a row, as "columns": {"judgment": …} in a mapping, or` +
        ` declare how its rows relate to other files: ${ROWS_REMEDIES}.`,
      { countsNothing: true },
    );
  }
}

/** The two declarations for rows that nothing identifies, in words. */
export const ROWS_REMEDIES =
  '"rows": "cumulative" if each file repeats the rows of earlier ones, or "rows": {"batch": "<name of the part>"} if all rows' +
  ' are new';
