import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { commonPseudonymiser } from '../../../shared/events/pseudonyms/index.ts';
import { TO_EDIT } from '../../../shared/imports/formats/index.ts';
import { UnreadableFile } from '../../../shared/imports/index.ts';
import {
  type Inspection,
  type InspectionOptions,
  inspectFile,
} from '../../../shared/imports/inspect/index.ts';
import { several } from '../../../shared/lib/index.ts';
import { CommandError, EXIT, plain, step } from '../../command-line/terminal.ts';
import { fileSource } from '../../files/file-source.ts';
import { mappingPath, readMapping } from '../../files/mapping-file.ts';
import { checkFile, readProtocol } from '../../files/protocol-file.ts';
import { writeWholeFile } from '../../files/whole-file.ts';
import { describeFile } from './inspect-text.ts';

export interface InspectOptions {
  readonly mapping?: string;
  readonly protocol?: string;
  readonly records?: number;
  readonly write?: boolean;
  readonly columns?: boolean;
  readonly trustPseudonyms?: boolean;
}

/** The secret for pseudonyms that are only displayed. It is random, because the output may be passed on. */
const SECRET = randomBytes(32).toString('hex');

/**
 * `primum inspect`: shows the columns of a file, its first rows as events, missing parts, and the counts that `audit`
 * will have. If the file cannot be read, the command writes a starting mapping next to the file.
 * @throws CommandError with exit code 3 if no event can be read
 */
export async function inspect(file: string, options: InspectOptions): Promise<void> {
  await checkFile(file);
  const protocol = await readProtocol(options.protocol);
  const given = await readMapping(file, options.mapping);
  const inspection = await inspected(file, options, { protocol, mapping: given?.mapping ?? null });
  if (!inspection) throw new CommandError(`${file} is empty.`, EXIT.doneWithRejects);
  console.log(describeFile(file, inspection));
  const { header, refusal, startingMapping, receipt } = inspection;
  if (given === null && header && startingMapping && (refusal !== null || options.write))
    await writeStartingMapping(mappingPath(file), startingMapping);
  if (receipt.events === receipt.rejected)
    throw new CommandError(`${file}: no event can be read${whyNothing(inspection)}`, EXIT.doneWithRejects);
}

type Facts = Pick<InspectionOptions, 'protocol' | 'mapping'>;

async function inspected(file: string, options: InspectOptions, facts: Facts): Promise<Inspection | null> {
  const { mtime } = await stat(file);
  try {
    return await step(`Reading ${file}`, async (progress) => {
      const inspection = await inspectFile(await fileSource(file), {
        ...facts,
        pseudonymiser: commonPseudonymiser(SECRET),
        trustsPseudonyms: options.trustPseudonyms ?? false,
        fileTime: mtime.toISOString(),
        atMost: options.records ?? null,
        hasHeader: options.columns === true,
        onProgress: (records) => progress.at(records, undefined, 'records'),
      });
      return [inspection, several(inspection?.records ?? 0, 'record')];
    });
  } catch (error) {
    throw error instanceof UnreadableFile
      ? new CommandError(`${file}: ${error.message}`, EXIT.doneWithRejects)
      : error;
  }
}

function whyNothing({ refusal, receipt, records }: Inspection): string {
  if (refusal !== null) return ', because the file is refused';
  if (records === 0) return ', because it has no records';
  return receipt.rejected > 0 ? ', because its records are rejected' : ', because its records are left out';
}

/** Writes the starting mapping. An existing one is not changed. */
async function writeStartingMapping(place: string, mapping: object): Promise<void> {
  try {
    await writeWholeFile(place, `${JSON.stringify(mapping, null, 2)}\n`, { isNew: true });
    const isOpen = JSON.stringify(mapping).includes(`"${TO_EDIT}: `);
    const next = isOpen ? 'fill in or delete the entries marked EDIT' : 'check its entries';
    console.log(`Wrote ${plain(place)}: ${next}, and inspect the file again.`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    console.log(`${plain(place)} exists already, and was not changed.`);
  }
}
