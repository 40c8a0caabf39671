import { isUtf8 } from 'node:buffer';
import { type Fault, REPEATED_KEY } from '../../contracts/index.ts';
import { parseJson, parsePythonJson, repeatsKey } from '../../lib/index.ts';
import { INVALID_ENCODING, unparsable } from './record-faults.ts';

/**
 * Decodes the JSON text of a record with all digits of its integers, or returns the fault of the text. `NaN` as Python
 * writes it is a value that no field accepts, so that it costs a record only if it is read.
 */
export function decodeJsonRecord(bytes: Buffer): { readonly value: unknown } | { readonly fault: Fault } {
  if (!isUtf8(bytes)) return { fault: INVALID_ENCODING };
  const text = bytes.toString();
  try {
    const value = decodedJson(text);
    return repeatsKey(text, value) ? { fault: REPEATED_KEY } : { value };
  } catch (error) {
    if (error instanceof RangeError) return { fault: unparsable('is JSON that nests too deeply') };
    return { fault: unparsable('is not JSON') };
  }
}

/** @throws SyntaxError, RangeError */
export function decodedJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    // A text of megabytes without these words is not read again.
    if (error instanceof SyntaxError && /NaN|Infinity/.test(text)) return parsePythonJson(text);
    throw error;
  }
}
