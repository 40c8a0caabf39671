import { readFile } from 'node:fs/promises';
import { type ParsedMapping, parseMapping } from '../shared/importing/formats/parse-mapping.ts';
import { checkFile } from './protocol-file.ts';
import { usageError } from './terminal.ts';

export type ReadMapping = Extract<ParsedMapping, { ok: true }>;

/** Where the mapping of a file is looked for. */
export const mappingBeside = (file: string): string => `${file}.mapping.json`;

/**
 * The mapping in a named file, else the one beside the file of data; null where there is none.
 * @throws where it cannot be read or is not valid
 */
export async function readMapping(file: string, named: string | undefined): Promise<ReadMapping | null> {
  if (named !== undefined) await checkFile(named);
  const place = named ?? mappingBeside(file);
  const text = await readFile(place, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const parsed = parseMapping(text);
  if (!parsed.ok) throw usageError(`${place}: ${parsed.message}`);
  return parsed;
}
