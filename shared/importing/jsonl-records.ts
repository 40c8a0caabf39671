import { isUtf8 } from 'node:buffer';
import type { Line } from './line.ts';
import { INVALID_ENCODING, TOO_LARGE, unparsable } from './record-faults.ts';
import type { SourceRecord } from './source-record.ts';

/** Reads one JSON value a line. Blank lines are no records. */
export async function* jsonlRecords(batches: AsyncIterable<Line[]>): AsyncGenerator<SourceRecord> {
  for await (const lines of batches)
    for (const line of lines) {
      const record = recordOf(line);
      if (record) yield record;
    }
}

function recordOf({ line, byteOffset, bytes }: Line): SourceRecord | null {
  if (bytes === null) return { line, byteOffset, form: 'broken', fault: TOO_LARGE };
  if (!isUtf8(bytes)) return { line, byteOffset, form: 'broken', fault: INVALID_ENCODING };
  const text = bytes.toString();
  if (text.trim() === '') return null;
  try {
    return { line, byteOffset, form: 'message', value: JSON.parse(text) };
  } catch {
    return { line, byteOffset, form: 'broken', fault: unparsable('is not JSON') };
  }
}
