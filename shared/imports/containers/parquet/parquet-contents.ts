import type { ByteSource } from '../../../lib/index.ts';
import type { Contents } from '../contents.ts';
import type { RawRecord } from '../raw-record.ts';
import { INVALID_ENCODING, unparsable } from '../record-faults.ts';
import type { RowsPart } from './parquet-messages.ts';
import { defaultThreads, ParquetFile, type ParquetOptions } from './parquet-thread.ts';

/**
 * A Parquet file. Its rows are read group by group, with range requests for the columns. A separate thread decodes
 * them in parts.
 * @throws UnreadableFile if it is damaged, exceeds a limit, or takes too much time or memory
 */
export async function parquetContents(
  source: ByteSource,
  options: ParquetOptions = defaultThreads,
): Promise<Contents> {
  const opening = new ParquetFile(source, options);
  try {
    const header = await opening.open();
    return {
      container: 'parquet',
      header,
      async *batches({ line }) {
        const file = new ParquetFile(source, options);
        try {
          await file.open();
          for await (const part of file.parts(line - 1)) yield recordsOf(part);
        } finally {
          file.close();
        }
      },
    };
  } finally {
    opening.close();
  }
}

function recordsOf({ row, group, byteOffset, rows, broken }: RowsPart): RawRecord[] {
  const faults = new Map(
    broken.map(([index, text]) => [index, text === 'UTF-8' ? INVALID_ENCODING : NO_JSON] as const),
  );
  return rows.map((value, index) => {
    const line = row + index + 1;
    const place = { line, byteOffset, rowGroup: group, next: { line: line + 1, byteOffset } };
    const fault = faults.get(index);
    return fault ? { ...place, fault } : { ...place, value };
  });
}

const NO_JSON = unparsable('contains a text in a column of JSON that is not JSON');
