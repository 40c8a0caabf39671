import type { Mapping, RowsDeclaration } from '../../contracts/index.ts';
import type { RecordForm } from '../source-record.ts';
import type { ScaleOf } from '../survey/score-range.ts';
import type { NamedCriterion } from './criterion-names.ts';
import type { NamedPlace } from './named-places.ts';

/** The arrangement of records in a file. */
export type Container = 'csv' | 'workbook' | 'parquet' | 'jsonl' | 'json array' | 'json object';

/** The parts of a file that decide how it is read. */
export interface Sample {
  readonly container: Container;
  /** The names of the columns in order. Null for JSON. */
  readonly header: readonly string[] | null;
  /**
   * The first records of the file, at most {@link SAMPLE_SIZE}, without those that could not be parsed. They are
   * decoded JSON values, or the rows of a table as arrays in the order of the header.
   */
  readonly records: readonly unknown[];
}

export const SAMPLE_SIZE = 20;

/** Properties of the study that reading a file depends on. */
export interface FormatContext {
  /** The study of records that name none. */
  readonly study: string;
  /** The protocol's criteria. Their ids are the possible names of scores, and their labels other spellings. */
  readonly criteria: readonly NamedCriterion[];
  /** The mapping next to the file. Null or absent if there is none. */
  readonly mapping?: Mapping | null;
  /** The mapping for files of the study that are not in Primum's own form and have no mapping next to them. */
  readonly studyMapping?: Mapping | null;
}

/** Turns the records of one file into events. It is a pure function of each record, without state. */
export interface Format {
  /** A readable name, as in `arena battles`. */
  readonly name: string;
  /** Whether the cells of its tables cannot contain a text of several lines. */
  readonly singleLine?: boolean;
  /** Places that its mapping names. Absent for files that are read without a mapping. */
  readonly named?: readonly NamedPlace[];
  /** The declaration of the mapping for rows without an id. */
  readonly rows?: RowsDeclaration;
  /** Whether each record has one score on one criterion. */
  readonly isScoreRow?: boolean;
  /** The scale of each criterion, as the mapping declares it. Absent for scores from -2 to 2. */
  readonly scaleOf?: ScaleOf;
  /**
   * @param record as in {@link Sample.records}; cells of Parquet may be numbers, bigints, dates and objects,
   *   and cells of workbooks cut numbers
   * @param key the name of the record in a JSON object of records
   */
  read(record: unknown, key?: string): RecordForm;
}
