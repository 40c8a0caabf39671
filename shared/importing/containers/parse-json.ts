import { isUtf8 } from 'node:buffer';
import type { Fault } from '../../contracts/reject.ts';
import { INVALID_ENCODING, unparsable } from './record-faults.ts';

/** Decodes a JSON text; its fault where it is none. */
export function parseJson(bytes: Buffer): { readonly value: unknown } | { readonly fault: Fault } {
  if (!isUtf8(bytes)) return { fault: INVALID_ENCODING };
  try {
    return { value: JSON.parse(bytes.toString()) };
  } catch {
    return { fault: unparsable('is not JSON') };
  }
}
