import type { Container, Inspection, Looked, Survey } from '../../../shared/imports/inspect/index.ts';
import { count, plain } from '../../command-line/terminal.ts';
import { rejectsText } from './import-counts.ts';

const CONTAINERS: Readonly<Record<Container, string>> = {
  csv: 'CSV',
  workbook: 'Excel workbook',
  parquet: 'Parquet',
  jsonl: 'JSON, one record per line',
  'json array': 'JSON, an array of records',
  'json object': 'JSON, an object of records',
};

/**
 * Describes a file in words. It shows only columns, outcomes and ranges of scores, because other contents may identify
 * people.
 */
export function describeFile(
  file: string,
  { container, format, refusal, survey, unread, looked, header, warnings }: Inspection,
): string {
  const { records, more } = looked;
  const lines = [
    `${file}: ${CONTAINERS[container]}, ${format ? `read as ${format}` : 'cannot be read as it is'}`,
    ...(refusal === null ? [] : [`Missing: ${refusal}`]),
    `Records read: ${count(records)}${more ? ' (the file has more)' : ''}`,
    header
      ? `Columns: ${[...survey.columns].join(', ')}`
      : 'Columns: not shown, because the first line may be a row with names; add --columns if it is a header',
    ...(unread.length > 0 && header ? [`Columns that are not read: ${listColumns(unread)}`] : []),
    ...frequencies('Outcomes in the file', survey.outcomes),
    ...scoreLines(survey),
    ...eventLines(looked),
    ...warnings.map((warning) => `Warning: ${warning}`),
    ...[...looked.rejects].map(
      ([reason, { count: times, first }]) => `Rejected: ${rejectsText(reason, times, first)}`,
    ),
  ];
  return lines.map(plain).join('\n');
}

const MAX_LISTED_COLUMNS = 30;
const MAX_LISTED_WORDS = 12;
const listColumns = (names: readonly string[]): string =>
  names.slice(0, MAX_LISTED_COLUMNS).join(', ') +
  (names.length > MAX_LISTED_COLUMNS ? ` and ${names.length - MAX_LISTED_COLUMNS} more` : '');

const frequencies = (what: string, counts: ReadonlyMap<string, number>): string[] =>
  counts.size === 0 || (counts.size === 1 && counts.has('(none)'))
    ? []
    : [
        `${what}: ${[...counts]
          .sort(([, a], [, b]) => b - a)
          .slice(0, MAX_LISTED_WORDS)
          .map(([word, times]) => `${word.slice(0, 40)} ${count(times)}`)
          .join(
            ', ',
          )}${counts.size > MAX_LISTED_WORDS ? `, and ${counts.size - MAX_LISTED_WORDS} other words` : ''}`,
      ];

const scoreLines = ({ scores }: Survey): string[] =>
  [...scores].map(([name, { least, greatest, numbers, words }]) => {
    const range = numbers === 0 ? 'no numbers' : `${least} to ${greatest}, ${count(numbers)} numbers`;
    return `Scores in the file: ${name.slice(0, 60)}: ${range}${words > 0 ? `, ${count(words)} words` : ''}`;
  });

function eventLines({ kinds, examples }: Looked): string[] {
  if (examples.length === 0) return [];
  return [
    ...frequencies('Events', kinds),
    'The first events, with pseudonyms for this display only:',
    ...examples.map(({ clinician, ...event }) => `  ${JSON.stringify({ ...event, pseudonym: clinician })}`),
  ];
}
