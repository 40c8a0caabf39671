import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, type RowGroup } from 'hyparquet';
import { UnreadableFile } from '../../unreadable-file.ts';
import { damaged } from './parquet-error.ts';
import type { ParquetLimits } from './parquet-limits.ts';
import { thriftNumbers } from './thrift-numbers.ts';

/** Number of bytes behind the columns that are searched for the end of another file. */
const MAX_GAP = 1024 * 1024;
const MAGIC = 'PAR1';
/** Length of the metadata length and the magic number. */
const TAIL = 8;

/**
 * Reads the metadata at the end of a file, and checks them against the limits and each other.
 * @throws BrokenOff, UnreadableFile
 */
export async function readFooter(file: AsyncBuffer, limits: ParquetLimits): Promise<FileMetaData> {
  const tail = new DataView(await file.slice(Math.max(0, file.byteLength - TAIL), file.byteLength));
  if (tail.byteLength < TAIL || tail.getUint32(4, true) !== Buffer.from(MAGIC).readUInt32LE())
    throw damaged('its end is missing, or other bytes follow it');
  const length = tail.getUint32(0, true);
  if (length > file.byteLength - TAIL) throw damaged('its metadata are longer than the file');
  refuseOver(length, limits.footerBytes, 'bytes of metadata');
  const end = file.byteLength - TAIL - length;
  checkStructure(new Uint8Array(await file.slice(end, end + length)), limits);
  const metadata = await parquetMetadataAsync(file, { geoparquet: false });
  const leaves = checkSchema(metadata, limits);
  checkGroups(metadata, leaves, limits);
  const dataEnd = checkPlaces(metadata, end);
  await refuseSecondFile(file, dataEnd, end);
  return metadata;
}

/**
 * Each value of the metadata becomes an object of the decoder. The decoder allocates each list by its announced
 * length.
 */
function checkStructure(bytes: Uint8Array, { footerValues }: ParquetLimits): void {
  let values = 0;
  try {
    values = thriftNumbers(bytes, 0, footerValues).values;
  } catch {
    throw damaged('its metadata cannot be read');
  }
  refuseOver(values, footerValues, 'values in its metadata');
}

function refuseOver(number: number, limit: number, what: string): void {
  if (number > limit)
    throw new UnreadableFile(
      `it has ${number} ${what}, and ${limit} can be read. Write it with fewer columns, or in larger groups of rows.`,
    );
}

/**
 * Checks the schema against the limits, because a decoder would recur into it.
 * @returns the number of columns of values
 */
function checkSchema({ schema }: FileMetaData, limits: ParquetLimits): number {
  /** Number of children that are expected on each level. */
  const awaited: number[] = [];
  let leaves = 0;
  for (const [index, { num_children: children = 0, name }] of schema.entries()) {
    if (index > 0 && awaited.length === 0) throw damaged('its schema has more elements than it announces');
    if (typeof name !== 'string' || children < 0) throw damaged('its schema cannot be read');
    if (index > 0) awaited[awaited.length - 1]! -= 1;
    if (children > 0) awaited.push(children);
    else if (index > 0) leaves += 1;
    refuseOver(awaited.length, limits.depth, 'levels of columns');
    while (awaited.at(-1) === 0) awaited.pop();
  }
  if (awaited.length > 0) throw damaged('its schema has fewer elements than it announces');
  refuseOver(leaves, limits.columns, 'columns');
  if (leaves === 0) throw new UnreadableFile('it has no columns.');
  return leaves;
}

function checkGroups({ row_groups: groups, num_rows }: FileMetaData, leaves: number, limits: ParquetLimits) {
  refuseOver(groups.length, limits.groups, 'groups of rows');
  refuseOver(groups.length * leaves, limits.chunks, 'columns in all groups of rows together');
  let rows = 0n;
  for (const group of groups) {
    rows += BigInt(group.num_rows);
    if (group.num_rows < 0n || group.columns.length !== leaves)
      throw damaged('a group of rows has other columns than the schema');
    checkSize(group, limits);
  }
  if (rows !== BigInt(num_rows) || rows > BigInt(Number.MAX_SAFE_INTEGER))
    throw damaged('its groups have other numbers of rows than the file');
}

function checkSize({ columns, num_rows }: RowGroup, { groupBytes, groupValues }: ParquetLimits): void {
  let bytes = 0;
  let values = 0;
  for (const { meta_data, file_path } of columns) {
    if (file_path || !meta_data) throw new UnreadableFile('its columns lie in other files. Write it as one.');
    bytes += Number(meta_data.total_uncompressed_size);
    values += Number(meta_data.num_values);
    // A list may contain any number of values, but an empty list counts as one.
    if (meta_data.num_values < num_rows) throw damaged('a column has fewer values than its group has rows');
  }
  const remedy =
    'Write it with smaller groups (row_group_size in pandas and DuckDB), or without the columns of texts.';
  if (bytes > groupBytes)
    throw new UnreadableFile(
      `a group of its rows contains ${Math.round(bytes / 2 ** 20)} MB; the limit is ${groupBytes / 2 ** 20} MB. ${remedy}`,
    );
  if (values > groupValues)
    throw new UnreadableFile(
      `a group of its rows contains ${values} values; the limit is ${groupValues}. ${remedy}`,
    );
}

/** The range of bytes of a column in a group. */
export function byteRange(column: RowGroup['columns'][number]): {
  readonly start: number;
  readonly end: number;
} {
  const { dictionary_page_offset, data_page_offset, total_compressed_size } = column.meta_data!;
  const start = Number(dictionary_page_offset || data_page_offset);
  return { start, end: start + Number(total_compressed_size) };
}

/**
 * Checks that columns lie within the file. Columns that share bytes would unpack to any length.
 * @returns the end of the last column
 */
function checkPlaces({ row_groups }: FileMetaData, footer: number): number {
  let dataEnd = MAGIC.length;
  let sum = 0;
  for (const column of row_groups.flatMap(({ columns }) => columns)) {
    const { start, end } = byteRange(column);
    sum += end - start;
    dataEnd = Math.max(dataEnd, end);
    if (!(start >= MAGIC.length && start <= end && end <= footer && sum <= footer))
      throw damaged('a column lies outside of the file');
  }
  return dataEnd;
}

/**
 * Refuses a file that is appended to another of the same layout. The metadata of the second would be applied to the
 * bytes of the first. The end of the first then lies behind the columns.
 */
async function refuseSecondFile(file: AsyncBuffer, dataEnd: number, footer: number): Promise<void> {
  if (footer - dataEnd < MAGIC.length) return;
  const gap = Buffer.from(await file.slice(dataEnd, Math.min(footer, dataEnd + MAX_GAP)));
  if (gap.includes(MAGIC))
    throw new UnreadableFile(
      'it consists of several Parquet files, one behind the other. Upload each as its own file.',
    );
}
