import { found } from '../contracts/index.ts';
import { BEGINNING, type ByteSource, type Place } from '../lib/index.ts';
import type { Contents } from './containers/contents.ts';
import { openContents } from './containers/open-contents.ts';
import type { RawRecord } from './containers/raw-record.ts';
import type { HasTimeLeft } from './containers/unpack.ts';
import { withBreak } from './containers/with-break.ts';
import type { RowIdentity } from './file-reader.ts';
import {
  type Container,
  type Format,
  type FormatContext,
  SAMPLE_SIZE,
  type Sample,
} from './formats/format.ts';
import { tableReading } from './formats/known-columns.ts';
import { metIn, type NamedPlace } from './formats/named-places.ts';
import { recognise } from './formats/recognise.ts';
import type { SourceRecord } from './source-record.ts';
import type { ScaleOf } from './survey/score-range.ts';
import { attemptReading, type ReadAttempt } from './unreadable-file.ts';

/** A record, and the place from which the next record can be read. */
export type ReadRecord = SourceRecord & { readonly next: Place };

/** A file with a recognised format. */
export interface OpenedFile {
  readonly container: Container | 'empty';
  /** How its records become events, as in `arena battles`. */
  readonly format: string;
  /** How its rows without an id are identified. */
  readonly rowIdentity: RowIdentity;
  /** The declared scale of each criterion. */
  readonly scaleOf: ScaleOf;
  /**
   * Places that its mapping names. Each is noted with the first record that has it, counted from the start of the
   * reading.
   */
  readonly named: readonly NamedPlace[];
  /**
   * The records from a place on, in batches. Each call begins a new reading. If a file is damaged, the last record
   * is a reject at the place of the damage. An error with the reason follows.
   */
  batches(from?: Place): AsyncIterable<readonly ReadRecord[]>;
  /** The same records, one by one. */
  records(from?: Place): AsyncIterable<ReadRecord>;
}

/** A reader without a time limit. */
const always: HasTimeLeft = () => true;

/**
 * Opens a file by its content: the container by its first bytes, the format by its first records.
 * @param hasTimeLeft whether there is time to skip more of the settled records, if the file cannot be read from its
 *   middle
 * @throws UnreadableFile with the remedy, if the file cannot be recognised
 */
export async function openFile(
  source: ByteSource,
  context: FormatContext,
  hasTimeLeft: HasTimeLeft = always,
): Promise<OpenedFile> {
  const contents = await openContents(source, hasTimeLeft, tableReading(context));
  const { container } = contents;
  if (container === 'empty')
    return { ...NO_TRAITS, container, format: 'empty', named: [], async *batches() {}, async *records() {} };
  const { format: recognised } = await recogniseFile(contents, container, context);
  if ('refusal' in recognised) throw recognised.refusal;
  const format = recognised.value;
  async function* batches(from = BEGINNING): AsyncGenerator<ReadRecord[]> {
    const awaited = new Set(format.named);
    for await (const records of withBreak(contents, from, !format.singleLine))
      yield records.map((record) => formed(record, format, awaited));
  }
  async function* records(from?: Place): AsyncGenerator<ReadRecord> {
    for await (const batch of batches(from)) yield* batch;
  }
  const { name, rows, isScoreRow = false, scaleOf = NO_TRAITS.scaleOf, named = [] } = format;
  const rowIdentity = rows === undefined ? { isScoreRow } : { rows, isScoreRow };
  return { container, format: name, rowIdentity, scaleOf, named, batches, records };
}

const NO_TRAITS = { rowIdentity: {}, scaleOf: () => undefined };

/** @param awaited places that the mapping names and no record had so far */
function formed(record: RawRecord, format: Format, awaited: Set<NamedPlace>): ReadRecord {
  const { line, byteOffset, rowGroup, next } = record;
  const place = rowGroup === undefined ? { line, byteOffset, next } : { line, byteOffset, rowGroup, next };
  if ('fault' in record) return { ...place, form: 'broken', fault: record.fault };
  const form = format.read(record.value, record.key);
  if (form.form !== 'rows') return { ...place, ...form };
  const met = metIn(awaited, record.value, record.key).map(({ path }) => found(path));
  return { ...place, ...form, notes: met.length === 0 ? form.notes : [...form.notes, ...met] };
}

/** Maximum number and bytes of the first records of a JSON file in which a place is looked for. */
const WIDE_SAMPLE = { records: 2_000, bytes: 8 * 1024 * 1024 };

/** A file whose first records were compared with the known formats. */
export interface RecognisedFile {
  /** The records that decided. */
  readonly sample: Sample;
  /** The format, or the reason why no format reads the file. */
  readonly format: ReadAttempt<Format>;
}

/**
 * Recognises the format of a file by its first records. A member of JSON records may be missing in the first ones. If a file
 * is refused by them, more records are therefore tried.
 */
export async function recogniseFile(
  contents: Contents,
  container: Container,
  context: FormatContext,
): Promise<RecognisedFile> {
  const { header } = contents;
  const recognised = async (most: typeof WIDE_SAMPLE): Promise<RecognisedFile> => {
    const sample = { container, header, records: await firstRecords(contents, most) };
    return { sample, format: attemptReading(() => recognise(sample, context)) };
  };
  const first = await recognised({ records: SAMPLE_SIZE, bytes: Number.POSITIVE_INFINITY });
  if (header !== null || 'value' in first.format) return first;
  const wide = await recognised(WIDE_SAMPLE);
  return 'value' in wide.format ? wide : first;
}

/** The first records that could be parsed. Damage further on is reported when the import reaches it. */
async function firstRecords(contents: Contents, most: typeof WIDE_SAMPLE): Promise<Sample['records']> {
  const first: unknown[] = [];
  let seen = 0;
  try {
    for await (const records of contents.batches(BEGINNING, true)) {
      for (const record of records.slice(0, most.records - seen))
        if (!('fault' in record)) first.push(record.value);
      seen += records.length;
      if (seen >= most.records || (records.at(-1)?.byteOffset ?? 0) >= most.bytes) break;
    }
  } catch (error) {
    if (first.length === 0) throw error;
  }
  return first;
}
