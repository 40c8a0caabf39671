import { readFile, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { defaultProtocol, type Protocol } from '../../shared/contracts/index.ts';
import { MAX_PROTOCOL_LENGTH, parseProtocol } from '../../shared/events/protocols/index.ts';
import { plain, usageError } from '../command-line/terminal.ts';

/** The name of the protocol file next to generated data. */
export const PROTOCOL_FILE = 'protocol.json';

/** UTF-8 has at most 3 bytes per UTF-16 code unit. */
const BYTES_PER_CHARACTER = 3;

/**
 * @param maxLength maximum number of characters in the file. The check does not read the file.
 * @throws if the file does not exist, or is longer
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
 * Reads the protocol in a file, or returns the default protocol if no file is named.
 * @throws if the protocol cannot be read or is not valid
 */
export async function readProtocol(file: string | undefined): Promise<Protocol> {
  if (file === undefined) return defaultProtocol();
  await checkFile(file, MAX_PROTOCOL_LENGTH);
  const read = parseProtocol(await readFile(file, 'utf8'));
  if (!read.ok) throw usageError(`${file}: ${read.message}`);
  return read.protocol;
}

/**
 * Removes the protocol from the files. It is among them if a folder is given as `*`.
 * @param protocol the file that the command uses as the protocol
 * @throws if another protocol is among the files, because it would count as data or be ignored
 */
export async function removeProtocol(
  files: readonly string[],
  protocol: string | undefined,
): Promise<string[]> {
  const data = files.filter((file) => protocol === undefined || resolve(file) !== resolve(protocol));
  for (const file of data)
    if (await isProtocol(file))
      throw usageError(`${plain(file)} is a protocol, not data: pass it as --protocol ${plain(file)}`);
  return data;
}

/** An export may have the name of a protocol. A file that is longer than any protocol is not read. */
async function isProtocol(file: string): Promise<boolean> {
  if (basename(file) !== PROTOCOL_FILE || isLonger((await stat(file)).size, MAX_PROTOCOL_LENGTH))
    return false;
  return parseProtocol(await readFile(file, 'utf8')).ok;
}
