import { decodeJsonRecord } from './decode-json.ts';
import type { Line } from './line.ts';
import type { RawRecord } from './raw-record.ts';
import { TOO_LARGE } from './record-faults.ts';

/** Reads one JSON value per line. Blank lines are skipped. */
export async function* jsonlRecords(batches: AsyncIterable<Line[]>): AsyncGenerator<RawRecord[]> {
  for await (const lines of batches) yield lines.flatMap(recordOf);
}

function recordOf({ line, byteOffset, end, bytes }: Line): RawRecord[] {
  const place = { line, byteOffset, next: { line: line + 1, byteOffset: end } };
  if (bytes === null) return [{ ...place, fault: TOO_LARGE }];
  return isBlank(bytes) ? [] : [{ ...place, ...decodeJsonRecord(bytes) }];
}

const BRACE = 0x7b;

/** Nearly all lines begin with a brace. The first check avoids decoding them twice. */
const isBlank = (bytes: Buffer): boolean => bytes[0] !== BRACE && bytes.toString().trim() === '';
