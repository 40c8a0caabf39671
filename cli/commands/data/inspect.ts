import { stat, writeFile } from 'node:fs/promises';
import { pseudonymiser } from '../../../shared/events/index.ts';
import { UnreadableFile } from '../../../shared/imports/index.ts';
import { type Inspection, inspectFile } from '../../../shared/imports/inspect/index.ts';
import { CommandError, plain } from '../../command-line/terminal.ts';
import { fileSource } from '../../files/file-source.ts';
import { mappingPath, readMapping } from '../../files/mapping-file.ts';
import { checkFile, readProtocol } from '../../files/protocol-file.ts';
import { describeFile } from './inspect-text.ts';

export interface InspectOptions {
  readonly mapping?: string;
  readonly protocol?: string;
  readonly records: number;
  readonly write?: boolean;
  readonly columns?: boolean;
}

/** The secret for pseudonyms that are only displayed. */
const SECRET = 'primum-inspect';

/**
 * `primum inspect`: shows the recognised parts of a file, its first rows as events, and missing parts. If the file
 * cannot be read, the command writes a starting mapping next to the file.
 */
export async function inspect(file: string, options: InspectOptions): Promise<void> {
  await checkFile(file);
  const protocol = await readProtocol(options.protocol);
  const given = await readMapping(file, options.mapping);
  const inspection = await inspectFile(await fileSource(file), {
    protocol,
    mapping: given?.mapping ?? null,
    pseudonymiser: pseudonymiser(SECRET),
    fileTime: (await stat(file)).mtime.toISOString(),
    atMost: options.records,
    hasHeader: options.columns === true,
  }).catch((error: unknown) => {
    throw error instanceof UnreadableFile ? new CommandError(`${file}: ${error.message}`) : error;
  });
  if (!inspection) throw new CommandError(`${file} is empty.`);
  console.log(describeFile(file, inspection));
  const { header, refusal, startingMapping } = inspection;
  if (given === null && header && (refusal !== null || options.write))
    await writeStartingMapping(mappingPath(file), startingMapping);
}

/** Writes the starting mapping. An existing one is not changed. */
async function writeStartingMapping(place: string, mapping: Inspection['startingMapping']): Promise<void> {
  try {
    await writeFile(place, `${JSON.stringify(mapping, null, 2)}\n`, { flag: 'wx' });
    console.log(`Wrote ${plain(place)}: fill in the entries marked EDIT, and inspect the file again.`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    console.log(`${plain(place)} exists already, and was not changed.`);
  }
}
