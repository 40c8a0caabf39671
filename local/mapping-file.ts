import { access, readFile } from 'node:fs/promises';
import type { FormatContext } from '../shared/importing/formats/format.ts';
import {
  MAX_MAPPING_LENGTH,
  type ParsedMapping,
  parseMapping,
} from '../shared/importing/formats/parse-mapping.ts';
import { checkFile } from './protocol-file.ts';
import { usageError } from './terminal.ts';

/** By which mapping a file is read, and its digest. */
export type HowToRead = Pick<FormatContext, 'mapping' | 'studyMapping'> & { readonly digest: string };

/**
 * The mapping beside a file; else the one that is named for all files that are not in Primum's own form.
 * @throws where it cannot be read or is not valid
 */
export async function howToRead(file: string, named: string | undefined): Promise<HowToRead> {
  const beside = await readMapping(file, undefined);
  if (beside) return { digest: beside.hash, mapping: beside.mapping };
  if (named === undefined) return { digest: '' };
  const ofAll = await readMapping(file, named);
  return ofAll ? { digest: ofAll.hash, studyMapping: ofAll.mapping } : { digest: '' };
}

export type ReadMapping = Extract<ParsedMapping, { ok: true }>;

/** Where the mapping of a file is looked for. */
export const mappingBeside = (file: string): string => `${file}.mapping.json`;

/**
 * The mapping in a named file, else the one beside the file of data; null where there is none.
 * @throws where it cannot be read or is not valid
 */
export async function readMapping(file: string, named: string | undefined): Promise<ReadMapping | null> {
  const place = named ?? mappingBeside(file);
  if (named === undefined && !(await isThere(place))) return null;
  await checkFile(place, MAX_MAPPING_LENGTH);
  const parsed = parseMapping(await readFile(place, 'utf8'));
  if (!parsed.ok) throw usageError(`${place}: ${parsed.message}`);
  return parsed;
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
