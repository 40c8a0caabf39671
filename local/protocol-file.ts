import { readFile, stat } from 'node:fs/promises';
import { defaultProtocol, type Protocol } from '../shared/contracts/protocol.ts';
import { parseProtocol } from '../shared/protocols/parse.ts';
import { usageError } from './terminal.ts';

/** @throws where there is no such file */
export async function checkFile(file: string): Promise<void> {
  const found = await stat(file).catch(() => {
    throw usageError(`there is no file ${file}`);
  });
  if (!found.isFile()) throw usageError(`${file} is not a file`);
}

/**
 * The protocol in a file, or the default one where none is named.
 * @throws where it cannot be read or is not valid
 */
export async function readProtocol(file: string | undefined): Promise<Protocol> {
  if (file === undefined) return defaultProtocol();
  await checkFile(file);
  const read = parseProtocol(await readFile(file, 'utf8'));
  if (!read.ok) throw usageError(`${file}: ${read.message}`);
  return read.protocol;
}
