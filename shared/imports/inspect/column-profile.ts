import { hashOf } from '../../lib/compact/index.ts';
import { foldCase, isObject, ownText } from '../../lib/index.ts';
import { type Access, textOf } from '../formats/access.ts';
import { ColumnCounter } from './column-counter.ts';

/** Maximum number of columns or paths whose values are counted. */
const MAX_COUNTED_COLUMNS = 300;
/** Maximum number of further names that are kept. */
const MAX_NAMED_COLUMNS = 1000;
/** Maximum number of raters that are kept, to find them in other columns. */
const MAX_KEPT_RATERS = 20_000;
const MAX_RATER_LENGTH = 128;
const MAX_PATH_DEPTH = 5;

export interface Profiling {
  /** The names of a table's columns. Null for JSON. */
  readonly header: readonly string[] | null;
  /** The columns that are counted in any case. */
  readonly important: ReadonlySet<string>;
  /** Paths of lists whose elements are columns, such as `summaries.0.policy`. */
  readonly indexed: ReadonlySet<string>;
  readonly rater: Access | null;
}

/** Counts the values of all columns, or in JSON of all paths, in bounded memory. */
export class ColumnProfile {
  /** Records, or elements of records, that were counted. */
  records = 0;
  /** Names of columns whose values are not counted. */
  readonly uncounted = new Set<string>();
  /** Whether there are further columns that are not even named. */
  hasMore = false;
  /** The raters in folded case. */
  readonly raters = new Set<string>();
  readonly #how: Profiling;
  readonly #byPath = new Map<string, ColumnCounter>();
  readonly #byIndex: readonly (ColumnCounter | null)[];

  constructor(how: Profiling) {
    this.#how = how;
    let others = MAX_COUNTED_COLUMNS - how.important.size;
    this.#byIndex = (how.header ?? []).map((name) => {
      if (how.important.has(name) || others-- > 0) return new ColumnCounter(name);
      this.#leaveOut(name);
      return null;
    });
  }

  /** The columns in the order of the file. */
  get columns(): ColumnCounter[] {
    return [...this.#byIndex.filter((column) => column !== null), ...this.#byPath.values()];
  }

  /** All names, of counted columns first. */
  get names(): string[] {
    return [...this.columns.map(({ name }) => name), ...this.uncounted];
  }

  look(record: unknown, key?: string): void {
    this.records += 1;
    const rater = this.#raterOf(record, key);
    if (this.#how.header === null) {
      this.#addMembers(record, '', rater, MAX_PATH_DEPTH);
      return;
    }
    for (const [index, value] of (record as readonly unknown[]).entries()) {
      const column = this.#byIndex[index];
      if (column) this.#addCell(column, value, rater);
    }
  }

  /** An object in a cell of Parquet also has paths. */
  #addCell(column: ColumnCounter, value: unknown, rater: number): void {
    column.add(value, rater);
    if (isObject(value)) this.#addMembers(value, column.name, rater, MAX_PATH_DEPTH - 1);
  }

  #addMembers(value: unknown, path: string, rater: number, depth: number): void {
    if (isObject(value) && depth > 0) {
      for (const [name, part] of Object.entries(value))
        this.#addMembers(part, path === '' ? name : `${path}.${name}`, rater, depth - 1);
    } else if (Array.isArray(value) && depth > 0 && this.#how.indexed.has(path)) {
      for (const [index, part] of value.slice(0, 2).entries())
        this.#addMembers(part, `${path}.${index}`, rater, depth - 1);
    } else if (path !== '' && value !== undefined) this.#at(path)?.add(value, rater);
  }

  #at(path: string): ColumnCounter | null {
    const known = this.#byPath.get(path);
    if (known) return known;
    if (this.#byPath.size >= MAX_COUNTED_COLUMNS && !this.#how.important.has(path)) {
      this.#leaveOut(path);
      return null;
    }
    const counter = new ColumnCounter(ownText(path));
    this.#byPath.set(counter.name, counter);
    return counter;
  }

  #leaveOut(name: string): void {
    if (this.uncounted.size < MAX_NAMED_COLUMNS) this.uncounted.add(ownText(name));
    else if (!this.uncounted.has(name)) this.hasMore = true;
  }

  /** A number for the rater of a record, and 0 without one. */
  #raterOf(record: unknown, key: string | undefined): number {
    const text = textOf(this.#how.rater?.(record, key));
    if (typeof text !== 'string' || text === '') return 0;
    if (this.raters.size < MAX_KEPT_RATERS)
      this.raters.add(ownText(foldCase(text.slice(0, MAX_RATER_LENGTH))));
    return hashOf(1, text);
  }
}
