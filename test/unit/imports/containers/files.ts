import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { Contents } from '../../../../shared/imports/containers/contents.ts';
import { openContents } from '../../../../shared/imports/containers/open-contents.ts';
import type { RawRecord } from '../../../../shared/imports/containers/raw-record.ts';
import { BEGINNING, type Place } from '../../../../shared/lib/place.ts';
import { workbookOf } from '../../../support/workbook-file.ts';
import { sourceOf } from '../bytes.ts';

/** Difficult values: texts with quotes, brackets, line breaks and characters of several bytes. */
const VALUES = [
  { id: 'a', said: 'he said "hi", {[and}]\\ left\n' },
  { id: 'b', said: 'Zürich 🏥 “quoted”', more: { deep: [[1, '\\"'], {}] } },
  { id: 'c', said: '' },
  { id: 'd', said: '\\', list: ['}', ']', ','] },
  { id: 'e', said: '\u2028 end' },
];
const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const lines = VALUES.map((value) => JSON.stringify(value));

const CSV = `\uFEFFid,said\r\n${VALUES.map(({ id, said }) => `${id},${cell(said)}\r\n`).join('\n')}`;
const OBJECT = `{\n${VALUES.map((value) => `  ${JSON.stringify(value.id)}: ${JSON.stringify(value, null, 1)}`).join(',\n')}\n}\n`;

/** The same five records in every container. Some files also contain a torn record. */
export const FILES: readonly (readonly [name: string, content: string | Uint8Array])[] = [
  ['CSV', CSV],
  ['JSON lines', `${lines.slice(0, 2).join('\n')}\n{torn\n\n${lines.slice(2).join('\r\n')}`],
  ['a JSON array on one line', `[${lines.join(',')}]`],
  ['a JSON array spread over lines', `\n[ ${JSON.stringify(VALUES, null, 2).slice(1, -1)} , {torn} ]\n`],
  ['a JSON object of records', OBJECT],
  ['a JSON object on one line', JSON.stringify(Object.fromEntries(VALUES.map((value) => [value.id, value])))],
  ['CSV in UTF-16', Buffer.from(CSV, 'utf16le')],
  ['JSON lines in UTF-16, the other way round', Buffer.from(`\uFEFF${lines.join('\n')}`, 'utf16le').swap16()],
  ['CSV in gzip', gzipSync(CSV)],
  ['a JSON object in gzip', gzipSync(OBJECT)],
  [
    'a workbook',
    workbookOf({ sheets: [{ rows: [['id', 'said'], ...VALUES.map(({ id, said }) => [id, said])] }] }),
  ],
  [
    'Parquet',
    new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: 'id', data: VALUES.map(({ id }) => id) },
          { name: 'said', data: VALUES.map(({ said }) => said) },
        ],
        rowGroupSize: 2,
      }),
    ),
  ],
];

export const open = (content: string | Uint8Array, size?: number): Promise<Contents> =>
  openContents(sourceOf(content, size), () => true, { known: new Set() });

/** The records of a file from a place on, and the error at their end, if any. */
export async function read(
  content: string | Uint8Array,
  { from = BEGINNING, size }: { from?: Place; size?: number } = {},
): Promise<{ readonly records: RawRecord[]; readonly error: unknown }> {
  const records: RawRecord[] = [];
  try {
    for await (const batch of (await open(content, size)).batches(from, true)) records.push(...batch);
  } catch (error) {
    return { records, error };
  }
  return { records, error: null };
}
