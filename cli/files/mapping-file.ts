import { access, readFile } from 'node:fs/promises';
import { MAX_MAPPING_LENGTH, type ParsedMapping, parseMapping } from '../../shared/imports/formats/index.ts';
import type { ImportJob } from '../../shared/imports/index.ts';
import { usageError } from '../command-line/terminal.ts';
import { checkFile } from './protocol-file.ts';

/** The mapping of a file and its digest. */
export type FileMapping = Pick<ImportJob, 'mapping' | 'studyMapping'> & { readonly digest: string };

/**
 * Reads the mapping next to a file. Otherwise it takes the mapping that is given for all files that are not in Primum's
 * own form.
 * @throws if the mapping cannot be read or is not valid
 */
export async function fileMapping(file: string, named: string | undefined): Promise<FileMapping> {
  const ownMapping = await readMapping(file, undefined);
  if (ownMapping) return { digest: ownMapping.hash, mapping: ownMapping.mapping };
  if (named === undefined) return { digest: '' };
  const ofAll = await readMapping(file, named);
  return ofAll ? { digest: ofAll.hash, studyMapping: ofAll.mapping } : { digest: '' };
}

export type ReadMapping = Extract<ParsedMapping, { ok: true }>;

/** The path of the mapping that belongs to a file. */
export const mappingPath = (file: string): string => `${file}.mapping.json`;

/**
 * Reads the mapping in a named file, or else the mapping next to the data file. Null if there is none.
 * @throws if the mapping cannot be read or is not valid
 */
export async function readMapping(file: string, named: string | undefined): Promise<ReadMapping | null> {
  const place = named ?? mappingPath(file);
  if (named === undefined && !(await exists(place))) return null;
  await checkFile(place, MAX_MAPPING_LENGTH);
  const parsed = parseMapping(await readFile(place, 'utf8'));
  if (!parsed.ok) throw usageError(`${place}: ${parsed.message}`);
  return parsed;
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
