import { isUtf8 } from 'node:buffer';
import { type Fault, REPEATED_KEY } from '../../contracts/reject.ts';
import { repeatsKey } from '../../contracts/repeated-keys.ts';
import { INVALID_ENCODING, unparsable } from './record-faults.ts';

/** Decodes a JSON text; its fault where it is none. */
export function parseJson(bytes: Buffer): { readonly value: unknown } | { readonly fault: Fault } {
  if (!isUtf8(bytes)) return { fault: INVALID_ENCODING };
  try {
    const text = bytes.toString();
    const value: unknown = JSON.parse(text);
    return repeatsKey(text, value) ? { fault: REPEATED_KEY } : { value };
  } catch {
    return { fault: unparsable('is not JSON') };
  }
}
