import { BEGINNING } from '../../lib/index.ts';
import type { Contents } from '../containers/contents.ts';
import type { RawRecord } from '../containers/raw-record.ts';
import { withBreak } from '../containers/with-break.ts';
import type { FirstReject } from '../first-rejects.ts';
import { BrokenOff } from '../unreadable-file.ts';

/** The records of a file that were looked at. */
export interface ReadThrough {
  readonly records: number;
  /** Whether the file has further records. */
  readonly more: boolean;
  /** Number of records that could not be parsed, and the first of them. Null if there are none. */
  readonly unparsed: { readonly count: number; readonly first: FirstReject } | null;
}

export interface Looking {
  /** Whether cells of a table may contain texts of several lines. */
  readonly prose: boolean;
  /** Maximum number of records. Null for all. */
  readonly atMost: number | null;
  readonly look: (record: unknown, key?: string) => void;
}

/** Passes the records of a file that can be parsed to a function, up to the point at which a damaged file ends. */
export async function readThrough(
  contents: Contents,
  { prose, atMost, look }: Looking,
): Promise<ReadThrough> {
  let records = 0;
  let unparsed: ReadThrough['unparsed'] = null;
  for await (const record of recordsOf(contents, prose)) {
    if (records === atMost) return { records, more: true, unparsed };
    records += 1;
    if (!('fault' in record)) look(record.value, record.key);
    else unparsed = withFault(unparsed, { line: record.line, message: record.fault.message });
  }
  return { records, more: false, unparsed };
}

const withFault = (before: ReadThrough['unparsed'], fault: FirstReject): ReadThrough['unparsed'] => ({
  count: (before?.count ?? 0) + 1,
  first: before?.first ?? fault,
});

async function* recordsOf(contents: Contents, prose: boolean): AsyncGenerator<RawRecord> {
  try {
    for await (const records of withBreak(contents, BEGINNING, prose)) yield* records;
  } catch (error) {
    if (!(error instanceof BrokenOff)) throw error;
  }
}
