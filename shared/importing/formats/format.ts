import type { Mapping } from '../../contracts/mapping.ts';
import type { RecordForm } from '../source-record.ts';
import type { NamedPlace } from './named-places.ts';

/** How records lie in a file. */
export type Container = 'csv' | 'parquet' | 'jsonl' | 'json array' | 'json object';

/** What of a file decides how it is read. */
export interface Sample {
  readonly container: Container;
  /** Names of the columns, in their order; null for JSON. */
  readonly header: readonly string[] | null;
  /**
   * The file's first records, at most {@link SAMPLE_SIZE}, without those that could not be parsed: decoded JSON
   * values, or for a table its rows as arrays in the header's order.
   */
  readonly records: readonly unknown[];
}

export const SAMPLE_SIZE = 20;

/** What reading a file needs to know of its study. */
export interface FormatContext {
  /** The study of records that name none. */
  readonly study: string;
  /** Ids of the protocol's criteria: the names that scores may have. */
  readonly criteria: ReadonlySet<string>;
  /** The mapping beside the file; null or absent where there is none. */
  readonly mapping?: Mapping | null;
  /** The mapping for files of the study that are not in Primum's own form and have none beside them. */
  readonly studyMapping?: Mapping | null;
}

/** How the records of one file become events. A pure function of each record; it holds no state. */
export interface Format {
  /** For a person: `arena battles`. */
  readonly name: string;
  /** Whether no cell of its tables can hold a text of several lines. */
  readonly singleLine?: boolean;
  /** What its mapping names. Absent for files that are read without one. */
  readonly named?: readonly NamedPlace[];
  /**
   * @param record as in {@link Sample.records}; cells of Parquet may be numbers, bigints, dates and objects
   * @param key the record's name in a JSON object of records
   */
  read(record: unknown, key?: string): RecordForm;
}
