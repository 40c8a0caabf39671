import { isLeftOut, type Receipt } from '../../../shared/contracts/index.ts';
import type { Container, Inspection, WordSurvey } from '../../../shared/imports/inspect/index.ts';
import { several } from '../../../shared/lib/index.ts';
import { count, plain } from '../../command-line/terminal.ts';
import { rejectsText } from './import-counts.ts';
import { columnLines } from './inspect-columns.ts';

const CONTAINERS: Readonly<Record<Container, string>> = {
  csv: 'CSV',
  workbook: 'Excel workbook',
  parquet: 'Parquet',
  jsonl: 'JSON, one record per line',
  'json array': 'JSON, an array of records',
  'json object': 'JSON, an object of records',
};

/** Describes a file in words. Contents of columns that hold clinicians, or may hold them, are not shown. */
export function describeFile(file: string, inspection: Inspection): string {
  const { container, format, refusal, records, more, unparsed } = inspection;
  const { header, survey, columns, unread, warnings, remarks } = inspection;
  const lines = [
    `${file}: ${CONTAINERS[container]}, ${format ? `read as ${format}` : 'cannot be read as it is'}`,
    ...(refusal === null ? [] : [`Missing: ${refusal}`]),
    `Records read: ${count(records)}${more ? ' (the file has more)' : ''}`,
    ...(refusal !== null && unparsed ? [unparsedText(unparsed)] : []),
    ...(header
      ? columnLines(columns)
      : [
          'Columns: not shown, because the first line may be a row with names; add --columns if it is a header',
        ]),
    ...(unread.length > 0 && header ? [`Columns that are not read: ${listColumns(unread)}`] : []),
    ...(header ? [...frequencies('Outcomes in the file', survey.outcomes), ...scoreLines(survey)] : []),
    ...eventLines(inspection),
    ...(header ? warnings : []).map((warning) => `Warning: ${warning}`),
    ...predictionLines(inspection),
    ...(header ? remarks : []),
  ];
  return lines.map(plain).join('\n');
}

const unparsedText = ({ count: number, first }: NonNullable<Inspection['unparsed']>): string =>
  `Not parsed: ${several(number, 'record')}; the first at line ${first.line}: ${first.message}`;

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

const scoreLines = ({ scores }: WordSurvey): string[] =>
  [...scores].map(([name, { least, greatest, numbers, words }]) => {
    const range = numbers === 0 ? 'no numbers' : `${least} to ${greatest}, ${count(numbers)} numbers`;
    return `Scores in the file: ${name.slice(0, 60)}: ${range}${words > 0 ? `, ${count(words)} words` : ''}`;
  });

function eventLines({ kinds, examples }: Inspection): string[] {
  if (examples.length === 0) return [];
  return [
    ...frequencies('Events', kinds),
    'The first events, with pseudonyms for this display only:',
    ...examples.map(({ clinician, ...event }) => `  ${JSON.stringify({ ...event, pseudonym: clinician })}`),
  ];
}

const OUTCOMES = [
  'recorded',
  'duplicate',
  'revised',
  'retracted',
  'stale',
  'conflict',
  'rejected',
] as const satisfies readonly (keyof Receipt)[];

/** The counts that `audit` will have, and the reasons why events do not count. */
function predictionLines({ receipt, refusal, records, more, firstRejects }: Inspection): string[] {
  if (refusal !== null) return [];
  const conflict = firstRejects.of('conflict');
  const firstConflict = conflict ? `; the first at line ${conflict.line}: ${conflict.message}` : '';
  const leftOut = receipt.warnings.filter(({ warning }) => isLeftOut(warning));
  const part = more
    ? `Counts of an audit of the first ${count(records)} records alone:`
    : 'Counts of an audit of this file alone:';
  return [
    part,
    ...OUTCOMES.map((outcome) => `  ${outcome.padEnd(9)} ${count(receipt[outcome])}`),
    ...(receipt.status === 'failed' ? [`The file is not read to its end: ${receipt.message}`] : []),
    ...receipt.byReason.map(
      (one) => `Rejected: ${rejectsText(one.reason, one.count, firstRejects.of(one.reason))}`,
    ),
    ...(receipt.conflict > 0 ? [`In conflict: ${count(receipt.conflict)}${firstConflict}`] : []),
    ...leftOut.map(({ message }) => `Left out: ${message}`),
  ];
}
