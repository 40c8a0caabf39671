import { crc32 } from 'node:zlib';
import type { SchemaElement } from 'hyparquet';
import { UnreadableFile } from '../../unreadable-file.ts';
import { damaged } from './parquet-error.ts';
import type { ParquetLimits } from './parquet-limits.ts';
import { checkMeasuredRuns, checkRuns } from './parquet-runs.ts';
import { thriftNumbers } from './thrift-numbers.ts';

const [DATA, INDEX, DICTIONARY, DATA_V2] = [0, 1, 2, 3];
const ENCODING = { plainDictionary: 2, rle: 3, deltaByteArray: 7, dictionary: 8 } as const;

/** Properties of a column that are known before its pages are read. */
export interface ColumnForm {
  /** Number of values in one group, from the metadata. */
  readonly values: number;
  readonly isBoolean: boolean;
  /** Highest levels of repetition and definition. */
  readonly repetition: number;
  readonly definition: number;
}

/** A page as its header describes it. */
interface Page {
  readonly type: number;
  readonly values: number;
  /** For pages of the second version. In the first version, the levels show the nulls. */
  readonly nulls: number;
  readonly encoding: number;
}

/** The pages of a column in one row group. */
export interface CheckedPages {
  /** Their unpacked length. */
  readonly unpacked: number;
  /** The pages by the offset of their packed values, from the beginning of the column. */
  readonly pages: ReadonlyMap<number, Page>;
}

/** @param path elements from the root to the column */
export function columnForm(path: readonly SchemaElement[], values: number): ColumnForm {
  return {
    values,
    isBoolean: path.at(-1)?.type === 'BOOLEAN',
    repetition: path.filter(({ repetition_type }) => repetition_type === 'REPEATED').length,
    definition: path.slice(1).filter(({ repetition_type }) => repetition_type !== 'REQUIRED').length,
  };
}

/** Number of bits for numbers up to `highest`. */
const bits = (highest: number): number => 32 - Math.clz32(highest);

/**
 * Compares the pages of a column in a row group with the metadata, before the decoder allocates memory by their
 * announced sizes.
 * @param bytes all pages of the column in the group
 * @throws BrokenOff if they differ, or a checksum is wrong; UnreadableFile if they exceed a limit
 */
export function checkPages(bytes: Uint8Array, form: ColumnForm, limits: ParquetLimits): CheckedPages {
  const pages = new Map<number, Page>();
  let unpacked = 0;
  let values = 0;
  let at = 0;
  while (values < form.values) {
    if (pages.size > limits.pages)
      throw new UnreadableFile(`one of its columns has more than ${limits.pages} pages in a group of rows.`);
    if (at >= bytes.length) throw damaged('a column ends too early');
    const { numbers, end } = headerAt(bytes, at);
    const number = (path: string) => numbers.get(path) ?? 0;
    const [unpackedLength, length, checksum] = [number('2'), number('3'), numbers.get('4')];
    if (length < 0 || length > bytes.length - end) throw damaged('a page is longer than its column');
    unpacked += unpackedLength;
    if (unpackedLength < 0 || unpacked > limits.groupBytes)
      throw damaged(`pages of one column unpack to more than ${limits.groupBytes} bytes`);
    at = end + length;
    const content = bytes.subarray(end, at);
    if (checksum !== undefined && crc32(content) !== checksum >>> 0)
      throw damaged('the checksum of a page is wrong');
    const page = pageOf(numbers);
    // Some writers put entries into a dictionary that no row of the group uses.
    const most = page.type === DICTIONARY ? unpackedLength : Math.min(form.values, limits.pageValues);
    if (page.values < 0 || page.values > most)
      throw damaged('a page announces more values than it can contain');
    if (page.type === DATA || page.type === DATA_V2) values += page.values;
    const levels = page.type === DATA_V2 ? checkLevels(content, numbers, page, form) : 0;
    pages.set(end + levels, page);
    if (page.type === DATA_V2 && numbers.get('8.7') === 0) checkValues(content.subarray(levels), page, form);
  }
  if (values > form.values) throw damaged('the pages of a column contain more values than it has');
  return { unpacked, pages };
}

function headerAt(bytes: Uint8Array, at: number) {
  try {
    return thriftNumbers(bytes, at);
  } catch {
    throw damaged('the header of a page cannot be read');
  }
}

function pageOf(numbers: ReadonlyMap<string, number>): Page {
  const type = numbers.get('1') ?? -1;
  const [values, encoding] = new Map([
    [DATA, ['5.1', '5.2']],
    [DICTIONARY, ['7.1', '7.2']],
    [DATA_V2, ['8.1', '8.4']],
  ])
    .get(type)
    ?.map((path) => numbers.get(path) ?? -1) ?? [type === INDEX ? 0 : -1, 0];
  return { type, values: values!, nulls: numbers.get('8.2') ?? 0, encoding: encoding! };
}

/**
 * Checks the levels of a page of the second version, which lie before its packed values.
 * @returns the length of the levels
 */
function checkLevels(
  content: Uint8Array,
  numbers: ReadonlyMap<string, number>,
  { values, nulls }: Page,
  { repetition, definition }: ColumnForm,
): number {
  const [rows, definitionLength, repetitionLength] = [
    numbers.get('8.3') ?? 0,
    numbers.get('8.5') ?? 0,
    numbers.get('8.6') ?? 0,
  ];
  const isPossible =
    [nulls, rows, definitionLength, repetitionLength].every((value) => value >= 0) &&
    nulls <= values &&
    rows <= values &&
    repetitionLength + definitionLength <= content.length;
  if (!isPossible) throw damaged('the header of a page contradicts itself');
  const runs = { bytes: content, expected: values };
  if (repetition > 0) checkRuns({ ...runs, at: 0, width: bits(repetition) });
  if (definition > 0) checkRuns({ ...runs, at: repetitionLength, width: bits(definition) });
  return repetitionLength + definitionLength;
}

/** Checks the unpacked content of a page. In the second version, this content excludes the levels. */
export function checkValues(content: Uint8Array, page: Page, form: ColumnForm): void {
  const { type, encoding } = page;
  if (type === DICTIONARY) return;
  if (encoding === ENCODING.deltaByteArray)
    throw new UnreadableFile(
      'its texts are encoded as DELTA_BYTE_ARRAY, in which a short file can contain texts of any length. Write it with' +
        ' another encoding.',
    );
  let at = 0;
  let expected = page.values - page.nulls;
  if (type === DATA) {
    const runs = { bytes: content, expected: page.values };
    if (form.repetition > 0) at = checkMeasuredRuns({ ...runs, at, width: bits(form.repetition) }).end;
    if (form.definition > 0) {
      const levels = { ...runs, at, width: bits(form.definition), counted: form.definition };
      ({ end: at, occurrences: expected } = checkMeasuredRuns(levels));
    }
  }
  if (encoding === ENCODING.rle) checkMeasuredRuns({ bytes: content, at, width: 1, expected });
  else if (isDictionary(encoding)) {
    const width = form.isBoolean ? 1 : (content[at] ?? 0);
    // If the width is 0, the decoder of the first version reads no runs.
    if (width > 0 || type === DATA_V2)
      checkRuns({ bytes: content, at: form.isBoolean ? at : at + 1, width, expected });
  }
}

const isDictionary = (encoding: number): boolean =>
  encoding === ENCODING.plainDictionary || encoding === ENCODING.dictionary;
