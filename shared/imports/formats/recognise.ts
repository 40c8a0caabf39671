import type { Mapping } from '../../contracts/index.ts';
import { isObject } from '../../lib/index.ts';
import type { RecordForm } from '../source-record.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { formOf } from './form-of.ts';
import type { Format, FormatContext, Sample } from './format.ts';
import { mappedFormat, REMEDY } from './mapped-format.ts';
import { hasOurColumns, nativeJson, nativeTable } from './native.ts';
import { bareMapping } from './ready.ts';
import { isRefused, REFUSED_FORMS } from './refused-forms.ts';
import { repeatedColumns } from './repeated-columns.ts';
import { statesNoField } from './states-no-field.ts';

const MEND = 'Correct the mapping next to the file; `primum inspect <file>` shows the result';
const MEND_FOR_ALL =
  'Correct the mapping that is named for all such files, and upload this file again, because a change of that mapping' +
  ' does not read it again; or put a separate mapping next to the file';

/**
 * Selects the format of a file from its beginning. A mapping next to the file has priority.
 * @throws UnreadableFile with the remedy, if the file needs a mapping and has none, or does not fit its mapping
 * @see docs/decisions/0080-never-guess-how-to-read-a-file.md
 */
export function recognise(sample: Sample, context: FormatContext): Format {
  const format = formatOf(sample, context);
  return sample.container === 'csv' || sample.container === 'workbook' ? withoutEmptyRows(format) : format;
}

const EMPTY_ROW: RecordForm = { form: 'rows', value: [], notes: ['empty_row'] };

/** Spreadsheets leave rows without content below a table. They are counted, and make no event. */
const withoutEmptyRows = (format: Format): Format => ({
  ...format,
  read: (row, key) =>
    (row as readonly unknown[]).every((cell) => typeof cell === 'string' && cell.trim() === '')
      ? EMPTY_ROW
      : format.read(row, key),
});

function formatOf(sample: Sample, context: FormatContext): Format {
  const { mapping, studyMapping } = context;
  if (mapping && statesNoField(mapping))
    return relatedBy(mapping, formatOf(sample, { ...context, mapping: null }));
  if (mapping) return mappedFormat(mapping, sample, context, MEND);
  const form = formOf(sample);
  if (studyMapping && !isOurs(form, sample)) {
    if (statesNoField(studyMapping))
      return relatedBy(studyMapping, formatOf(sample, { ...context, studyMapping: null }));
    return mappedFormat(studyMapping, sample, context, MEND_FOR_ALL);
  }
  if (isRefused(form)) throw new UnreadableFile(`${REFUSED_FORMS[form]}${severalHint(sample)} ${REMEDY}.`);
  if (form !== 'native') return mappedFormat(bareMapping(form), sample, context);
  return sample.header ? ownTable(sample.header, sample, context) : nativeJson;
}

function ownTable(header: readonly string[], sample: Sample, context: FormatContext): Format {
  try {
    return nativeTable(header, context);
  } catch (error) {
    const hint = error instanceof UnreadableFile ? severalHint(sample) : '';
    throw hint === '' ? error : new UnreadableFile(`${(error as Error).message}${hint}`);
  }
}

/** The remedy for rows that probably hold several judgments. It quotes no column, because a column may name a clinician. */
function severalHint({ header, records }: Sample): string {
  const repeated = repeatedColumns(header ?? [...new Set(records.filter(isObject).flatMap(Object.keys))]);
  return repeated
    ? ` The names of ${repeated.words.size} of its columns differ in a regular way, so that each row seems to hold several` +
        ' judgments. A mapping turns each row into one event per judgment by "several", such as' +
        ' "several": {"columns": {"score": "{item}_{criterion}"}}.'
    : '';
}

/** A format with the relation of its file to others that a mapping declares. */
const relatedBy = ({ rows }: Mapping, format: Format): Format =>
  rows === undefined ? format : { ...format, rows };

/** Whether a file is in Primum's own form. Such a file needs no mapping. */
const isOurs = (form: string, { header }: Sample): boolean =>
  form === 'native' && (header === null || hasOurColumns(header));
