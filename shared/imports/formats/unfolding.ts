import type { Fault, Mapping } from '../../contracts/index.ts';
import type { RecordForm } from '../source-record.ts';
import { rowsOfParts } from './each.ts';
import { type Unfolded, unfoldTask } from './label-studio.ts';
import type { RecordReader } from './mapped-record.ts';
import { choicesIn } from './pandalm.ts';

export interface Unfolding {
  /** Null if the record does not have the form. */
  readonly unfold: (record: unknown) => Unfolded | null;
  /** The fault of a record that cannot be unfolded, in words after its name. */
  readonly fault: string;
}

const UNFOLDINGS: Partial<Record<NonNullable<Mapping['reads']>, Unfolding>> = {
  'label-studio': { unfold: unfoldTask, fault: 'is no task with data and annotations' },
  pandalm: {
    unfold: (record) => {
      const records = choicesIn(record);
      return records && { records, notes: [] };
    },
    fault: 'is no comparison with cmp_key and annotators',
  },
};

/** How a known form holds several judgments in one record. Null if it does not. */
export const unfoldingOf = ({ reads }: Pick<Mapping, 'reads'>): Unfolding | null =>
  (reads && UNFOLDINGS[reads]) ?? null;

/** The records from which events are made. */
export function unfoldedRecords(
  mapping: Pick<Mapping, 'reads'>,
  records: readonly unknown[],
): readonly unknown[] {
  const unfolding = unfoldingOf(mapping);
  return unfolding ? records.flatMap((record) => unfolding.unfold(record)?.records ?? []) : records;
}

/** Reads a record by reading each judgment in it. */
export function readUnfolded(read: RecordReader, { unfold, fault }: Unfolding): RecordReader {
  const broken: Fault = { reason: 'invalid_value', field: '', message: fault };
  return (record): RecordForm => {
    const unfolded = unfold(record);
    if (!unfolded) return { form: 'broken', fault: broken };
    return rowsOfParts(unfolded.records, (part) => read(part), unfolded.notes);
  };
}
