import type * as z from 'zod';
import { type Protocol, protocol } from '../contracts/protocol.ts';
import { faultOf } from '../contracts/reject.ts';

/** Longest protocol, in characters: room for thousands of listed models. */
export const MAX_PROTOCOL_LENGTH = 256 * 1024;

export type ParsedProtocol =
  | { readonly ok: true; readonly protocol: Protocol }
  | { readonly ok: false; readonly message: string };

/** Reads a protocol from its JSON text; a byte order mark before it is ignored. */
export function parseProtocol(text: string): ParsedProtocol {
  if (text.length > MAX_PROTOCOL_LENGTH)
    return { ok: false, message: `is longer than ${MAX_PROTOCOL_LENGTH} characters` };
  // What decoding puts in the place of bytes that are not UTF-8: a name that holds it is not the one meant.
  if (text.includes('\uFFFD')) return { ok: false, message: 'is not UTF-8' };
  const value = decode(text.replace(/^\uFEFF/, ''));
  if (value === undefined) return { ok: false, message: 'is not JSON' };
  const read = protocol.safeParse(value, { reportInput: true });
  return read.success
    ? { ok: true, protocol: read.data }
    : { ok: false, message: faultOf(read.error as z.ZodError).message };
}

function decode(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
