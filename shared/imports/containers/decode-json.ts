import { isUtf8 } from 'node:buffer';
import { type Fault, REPEATED_KEY } from '../../contracts/index.ts';
import { parseJson, repeatsKey } from '../../lib/index.ts';
import { INVALID_ENCODING, unparsable } from './record-faults.ts';

/** Python writes these for missing numbers, though JSON has no such values. */
const PYTHON_NUMBER = /[[:,]\s*-?(?:NaN|Infinity)\s*[\]},]/;

/** Decodes the JSON text of a record with all digits of its integers, or returns the fault of the text. */
export function decodeJsonRecord(bytes: Buffer): { readonly value: unknown } | { readonly fault: Fault } {
  if (!isUtf8(bytes)) return { fault: INVALID_ENCODING };
  const text = bytes.toString();
  try {
    const value = parseJson(text);
    return repeatsKey(text, value) ? { fault: REPEATED_KEY } : { value };
  } catch (error) {
    if (error instanceof RangeError) return { fault: unparsable('is JSON that nests too deeply') };
    const isPython = PYTHON_NUMBER.test(text);
    return { fault: unparsable(isPython ? 'is not JSON: write null in place of NaN' : 'is not JSON') };
  }
}
