import type { Line } from './line.ts';
import { parseJson } from './parse-json.ts';
import type { RawRecord } from './raw-record.ts';
import { TOO_LARGE } from './record-faults.ts';

/** Reads one JSON value a line. Blank lines are no records. */
export async function* jsonlRecords(batches: AsyncIterable<Line[]>): AsyncGenerator<RawRecord> {
  for await (const lines of batches)
    for (const { line, byteOffset, end, bytes } of lines) {
      const place = { line, byteOffset, next: { line: line + 1, byteOffset: end } };
      if (bytes === null) yield { ...place, fault: TOO_LARGE };
      else if (!isBlank(bytes)) yield { ...place, ...parseJson(bytes) };
    }
}

const BRACE = 0x7b;

/** A line that begins with a brace, as nearly all do, is decoded once. */
const isBlank = (bytes: Buffer): boolean => bytes[0] !== BRACE && bytes.toString().trim() === '';
