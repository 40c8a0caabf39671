import { stat, writeFile } from 'node:fs/promises';
import type { Mapping } from '../../../shared/contracts/mapping.ts';
import { pseudonymiser } from '../../../shared/events/pseudonym.ts';
import { openContents } from '../../../shared/imports/containers/open-contents.ts';
import type { Format, Sample } from '../../../shared/imports/formats/format.ts';
import { withReady } from '../../../shared/imports/formats/ready.ts';
import { formOf, recognise } from '../../../shared/imports/formats/recognise.ts';
import { isHeader } from '../../../shared/imports/inspect/guess.ts';
import { lookThrough } from '../../../shared/imports/inspect/look-through.ts';
import { startingMapping, suggested } from '../../../shared/imports/inspect/starting-mapping.ts';
import { surveyor } from '../../../shared/imports/inspect/survey.ts';
import { unreadColumns } from '../../../shared/imports/inspect/unread.ts';
import { firstRecords } from '../../../shared/imports/read-records.ts';
import { UnreadableFile } from '../../../shared/imports/unreadable-file.ts';
import { fileSource } from '../../file-source.ts';
import { mappingBeside, readMapping } from '../../mapping-file.ts';
import { checkFile, readProtocol } from '../../protocol-file.ts';
import { CommandError, plain } from '../../terminal.ts';
import { tellFile } from './inspect-text.ts';

export interface InspectOptions {
  readonly mapping?: string;
  readonly protocol?: string;
  readonly records: number;
  readonly write?: boolean;
  readonly columns?: boolean;
}

/** The secret for pseudonyms that are only displayed. */
const SECRET = 'primum-inspect';
const STUDY = 'study';

/**
 * `primum inspect`: shows the recognised parts of a file, its first rows as events, and missing parts. If the file
 * cannot be read, it writes a starting mapping next to it.
 */
export async function inspect(file: string, options: InspectOptions): Promise<void> {
  await checkFile(file);
  const protocol = await readProtocol(options.protocol);
  const given = await readMapping(file, options.mapping);
  try {
    const contents = await openContents(await fileSource(file), () => true);
    if (contents.container === 'empty') throw new CommandError(`${file} is empty.`);
    const { container, header: columns } = contents;
    const sample: Sample = { container, header: columns, records: await firstRecords(contents) };
    const context = { study: STUDY, criteria: new Set(protocol.criteria.map(({ id }) => id)) };
    const read = tryTo(() => recognise(sample, { ...context, mapping: given?.mapping ?? null }));
    const form = formOf(sample);
    const mapping = given ? withReady(given.mapping) : suggested(form, columnsIn(sample), protocol);
    const { survey, look } = surveyor(
      mapping,
      sample.header,
      form === 'moove' ? 'parentContribution.value' : null,
    );
    const format = 'format' in read ? read.format : null;
    const looked = await lookThrough(contents, {
      study: STUDY,
      protocol,
      names: pseudonymiser(SECRET),
      fileTime: (await stat(file)).mtime.toISOString(),
      format,
      atMost: options.records,
      look,
    });
    const refusal = 'refusal' in read ? read.refusal : null;
    const isRow = sample.header !== null && refusal !== null && given === null && !isHeader(sample.header);
    const header = !isRow || options.columns === true;
    const unread = format?.named ? unreadColumns(mapping, survey.columns) : [];
    console.log(tellFile({ file, container, format, refusal, survey, unread, looked, header }));
    if (given === null && header && (refusal !== null || options.write))
      await begin(mappingBeside(file), startingMapping(form, survey, protocol));
  } catch (error) {
    if (error instanceof UnreadableFile) throw new CommandError(`${file}: ${error.message}`);
    throw error;
  }
}

const tryTo = (open: () => Format): { readonly format: Format } | { readonly refusal: string } => {
  try {
    return { format: open() };
  } catch (error) {
    if (error instanceof UnreadableFile) return { refusal: error.message };
    throw error;
  }
};

function columnsIn(sample: Sample): string[] {
  const nothing: Mapping = { columns: {}, constants: {}, labels: {}, time: {} };
  const { survey, look } = surveyor(nothing, sample.header, null);
  for (const record of sample.records) look(record);
  return [...survey.columns];
}

/** Writes the starting mapping. An existing one is not changed. */
async function begin(place: string, mapping: Record<string, unknown>): Promise<void> {
  try {
    await writeFile(place, `${JSON.stringify(mapping, null, 2)}\n`, { flag: 'wx' });
    console.log(`Wrote ${plain(place)}: fill in the entries marked EDIT, and inspect the file again.`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    console.log(`${plain(place)} is there already, and was not changed.`);
  }
}
