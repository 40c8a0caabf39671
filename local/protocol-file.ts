import { readFile, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { defaultProtocol, type Protocol } from '../shared/contracts/protocol.ts';
import { MAX_PROTOCOL_LENGTH, parseProtocol } from '../shared/protocols/parse.ts';
import { plain, usageError } from './terminal.ts';

/** The name under which a protocol lies beside generated data. */
export const PROTOCOL_FILE = 'protocol.json';

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
  if (maxLength !== undefined && isLonger(found.size, maxLength))
    throw usageError(`${file}: is longer than ${maxLength} characters`);
}

const isLonger = (bytes: number, maxLength: number): boolean => bytes > maxLength * BYTES_PER_CHARACTER;

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

/**
 * The files without the protocol, which comes along if a folder is given as `*`.
 * @param protocol the file that the command takes as the protocol
 * @throws if a protocol is among the files and is not that one: it would count as data, or for nothing
 */
export async function withoutProtocol(
  files: readonly string[],
  protocol: string | undefined,
): Promise<string[]> {
  const data = files.filter((file) => protocol === undefined || resolve(file) !== resolve(protocol));
  for (const file of data)
    if (await isProtocol(file))
      throw usageError(`${plain(file)} is a protocol and no data: give it as --protocol ${plain(file)}`);
  return data;
}

/** Exports may have the same name. One that is longer than any protocol is not read to find out. */
async function isProtocol(file: string): Promise<boolean> {
  if (basename(file) !== PROTOCOL_FILE || isLonger((await stat(file)).size, MAX_PROTOCOL_LENGTH))
    return false;
  return parseProtocol(await readFile(file, 'utf8')).ok;
}
