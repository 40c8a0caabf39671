import { BEGINNING, type ByteSource, type Place } from '../../lib/index.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { MAX_TITLE_LINES, type TableReading } from './choose-header.ts';
import type { Contents } from './contents.ts';
import { firstLines, readHeader } from './csv-header.ts';
import { csvRecords } from './csv-records.ts';
import { arrayRecords, listRecords, objectRecords } from './json-records.ts';
import { jsonlRecords } from './jsonl-records.ts';
import { linesOf, MAX_RECORD_BYTES } from './line.ts';
import { LineQueue } from './line-queue.ts';
import { LIST_HEAD_BYTES, listWithin } from './list-within.ts';
import { parquetContents } from './parquet/parquet-contents.ts';
import { type Head, peek } from './peek.ts';
import { beginningOf, isOneObject, recogniseContainer } from './recognise-container.ts';
import {
  asUtf8,
  type HasTimeLeft,
  isGzip,
  isParquet,
  isZip,
  refuseForeign,
  type Unpacked,
  unpack,
} from './unpack.ts';
import { markedUtf16 } from './utf16.ts';
import { workbookContents } from './workbook/workbook-contents.ts';

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const NEWLINE = 0x0a;
/** Two lines of the maximum length, with some room. */
const MAX_HEAD_BYTES = 2 * MAX_RECORD_BYTES + 1024;

/**
 * Opens a file by its content: gzip, Parquet and workbooks by their magic bytes, JSON by its first character, and a table
 * otherwise. Records are read on demand from any place. Memory does not grow with the file.
 * @param reading the facts by which the header of a table is found and divided
 * @throws UnreadableFile with the remedy, for other formats
 */
export async function openContents(
  source: ByteSource,
  hasTimeLeft: HasTimeLeft,
  reading: TableReading,
): Promise<Contents> {
  const { bytes: magic } = await peek(
    source.read(0, Math.min(4, source.size)),
    ({ length }) => length >= 4,
    4,
  );
  if (isParquet(magic)) return parquetContents(source);
  if (isZip(magic)) return workbookContents(source, { reading, hasTimeLeft });
  const packed = unpack(source, magic, hasTimeLeft);
  let head = await peek(packed.from(0), hasTwoLines, MAX_HEAD_BYTES);
  if (isGzip(magic)) refuseWithin(head.bytes);
  const order = markedUtf16(head.bytes);
  const unpacked = order === null ? packed : asUtf8(packed, order, hasTimeLeft);
  if (order !== null) head = await peek(unpacked.from(0), hasTwoLines, MAX_HEAD_BYTES);
  const bom = head.bytes.subarray(0, 3).equals(BOM) ? 3 : 0;
  const { first, text } = firstText(head, bom);
  if (text === '') return empty(head);
  const beginning = beginningOf(text, head.whole);
  const list = isOneObject(beginning) ? await findList(unpacked, first) : null;
  if (list) return json('json array', list, unpacked, listRecords);
  const container = recogniseContainer(beginning);
  if (container === 'csv') return table({ bom, unpacked, reading });
  const opened = container === 'jsonl' ? first : { ...first, byteOffset: first.byteOffset + 1 };
  return json(container, opened, unpacked);
}

/** @throws UnreadableFile if the unpacked data are not text */
function refuseWithin(bytes: Buffer): void {
  if (isParquet(bytes))
    throw new UnreadableFile(
      'it is Parquet within gzip. Upload it unpacked, because Parquet compresses its own columns.',
    );
  if (isGzip(bytes)) throw new UnreadableFile('it is gzip within gzip. Unpack it once.');
  refuseForeign(bytes);
}

/** Whether the bytes contain two complete lines that are not blank. */
function hasTwoLines(bytes: Buffer): boolean {
  let lines = 0;
  let from = 0;
  for (let end = bytes.indexOf(NEWLINE); end !== -1 && lines < 2; end = bytes.indexOf(NEWLINE, from)) {
    if (bytes.toString('latin1', from, end).trim() !== '') lines += 1;
    from = end + 1;
  }
  return lines === 2;
}

/** Whether the bytes contain a number of complete lines, and one of them is not blank. */
function hasLines(bytes: Buffer, count: number): boolean {
  let lines = 0;
  let isFilled = false;
  let from = 0;
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, from)) {
    lines += 1;
    isFilled ||= bytes.toString('latin1', from, end).trim() !== '';
    if (isFilled && lines >= count) return true;
    from = end + 1;
  }
  return false;
}

/** The text from its first character that is not blank, and the place of that character. */
function firstText({ bytes }: Head, bom: number): { readonly text: string; readonly first: Place } {
  const all = bytes.toString('latin1', bom);
  const text = all.trimStart();
  const blank = all.slice(0, all.length - text.length);
  return { text, first: { byteOffset: bom + blank.length, line: blank.split('\n').length } };
}

function empty({ whole }: Head): Contents {
  if (!whole) throw new UnreadableFile('it begins with more blanks than a record may be long.');
  return { container: 'empty', header: null, async *batches() {} };
}

interface Table {
  /** Length of the byte order mark. */
  readonly bom: number;
  readonly unpacked: Unpacked;
  readonly reading: TableReading;
}

async function table({ bom, unpacked, reading }: Table): Promise<Contents> {
  const most = Math.max(MAX_TITLE_LINES, reading.declared?.headerLine ?? 0);
  const head = await peek(unpacked.from(0), (bytes) => hasLines(bytes, most), MAX_HEAD_BYTES);
  const lines = await firstLines(head.bytes.subarray(bom), { line: 1, byteOffset: bom }, most);
  const { header, rows, ...form } = readHeader(lines, reading);
  const batches: Contents['batches'] = (from, prose) => {
    const place = from.byteOffset === BEGINNING.byteOffset ? rows : from;
    return csvRecords(new LineQueue(linesOf(unpacked.from(place.byteOffset), place)), form, prose);
  };
  return { container: 'csv', header, batches };
}

const READERS = {
  jsonl: (chunks: AsyncIterable<Uint8Array>, place: Place) => jsonlRecords(linesOf(chunks, place)),
  'json array': arrayRecords,
  'json object': objectRecords,
} as const;

/** Looks for a list of records within one JSON object. */
async function findList(unpacked: Unpacked, first: Place): Promise<Place | null> {
  const chunks = unpacked.from(first.byteOffset);
  const { bytes } = await peek(chunks, ({ length }) => length >= LIST_HEAD_BYTES, LIST_HEAD_BYTES);
  return listWithin(bytes.toString('latin1', 0, LIST_HEAD_BYTES), first);
}

function json(
  container: keyof typeof READERS,
  first: Place,
  unpacked: Unpacked,
  read: typeof arrayRecords = READERS[container],
): Contents {
  const batches: Contents['batches'] = (from) => {
    const place = from.byteOffset === BEGINNING.byteOffset ? first : from;
    return read(unpacked.from(place.byteOffset), place);
  };
  return { container, header: null, batches };
}
