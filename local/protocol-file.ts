import { readFile, stat } from 'node:fs/promises';
import { defaultProtocol, type Protocol } from '../shared/contracts/protocol.ts';
import { MAX_PROTOCOL_LENGTH, parseProtocol } from '../shared/protocols/parse.ts';
import { usageError } from './terminal.ts';

/** UTF-8 has at most 3 bytes per UTF-16 code unit. */
const BYTES_PER_CHARACTER = 3;

/**
 * @param maxLength characters that the file may have at most; it is not read to find out
 * @throws if there is no such file, or it is longer
 */
export async function checkFile(file: string, maxLength?: number): Promise<void> {
  const found = await stat(file).catch(() => {
    throw usageError(`there is no file ${file}`);
  });
  if (!found.isFile()) throw usageError(`${file} is not a file`);
  if (maxLength !== undefined && found.size > maxLength * BYTES_PER_CHARACTER)
    throw usageError(`${file}: is longer than ${maxLength} characters`);
}

/**
 * The protocol in a file, or the default one if none is named.
 * @throws if it cannot be read or is not valid
 */
export async function readProtocol(file: string | undefined): Promise<Protocol> {
  if (file === undefined) return defaultProtocol();
  await checkFile(file, MAX_PROTOCOL_LENGTH);
  const read = parseProtocol(await readFile(file, 'utf8'));
  if (!read.ok) throw usageError(`${file}: ${read.message}`);
  return read.protocol;
}
