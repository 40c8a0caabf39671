import type * as z from 'zod';
import { faultOf, type Protocol, protocol } from '../../contracts/index.ts';
import { readSettingsText } from '../../lib/index.ts';
import { faultOfProtocol } from './fault-of-protocol.ts';

/** Maximum length of a protocol in characters: room for thousands of listed models. */
export const MAX_PROTOCOL_LENGTH = 256 * 1024;

export type ParsedProtocol =
  | { readonly ok: true; readonly protocol: Protocol }
  | { readonly ok: false; readonly message: string };

/**
 * Reads the protocol of a new study from its JSON text. A byte order mark before it is ignored. If it is refused,
 * the message names the field.
 */
export function parseProtocol(text: string): ParsedProtocol {
  const decoded = readSettingsText(text, MAX_PROTOCOL_LENGTH);
  if (!decoded.ok) return decoded;
  const read = protocol.safeParse(decoded.value, { reportInput: true });
  if (!read.success) return { ok: false, message: faultOf(read.error as z.ZodError).message };
  const fault = faultOfProtocol(read.data);
  return fault === null ? { ok: true, protocol: read.data } : { ok: false, message: fault };
}
