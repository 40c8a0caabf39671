import type { Container, Format } from '../../../shared/imports/formats/format.ts';
import { nearInWords } from '../../../shared/imports/formats/named-places.ts';
import { noteInWords, notFound } from '../../../shared/imports/formats/notes.ts';
import type { Looked } from '../../../shared/imports/inspect/look-through.ts';
import type { Survey } from '../../../shared/imports/inspect/survey.ts';
import { several } from '../../../shared/publication/report/format.ts';
import { count, plain } from '../../terminal.ts';

export interface Inspected {
  readonly file: string;
  readonly container: Container;
  readonly format: Format | null;
  readonly refusal: string | null;
  readonly survey: Survey;
  /** Columns or paths that are not read. Empty if the file cannot be read, or is in Primum's own form. */
  readonly unread: readonly string[];
  readonly looked: Looked;
  /** Whether the first line of a table is probably a header. */
  readonly header: boolean;
}

const CONTAINERS: Readonly<Record<Container, string>> = {
  csv: 'CSV',
  parquet: 'Parquet',
  jsonl: 'JSON, one record per line',
  'json array': 'JSON, an array of records',
  'json object': 'JSON, an object of records',
};

/**
 * Describes a file in words. It shows only columns, outcomes and ranges of scores, because other contents may identify
 * people.
 */
export function tellFile({
  file,
  container,
  format,
  refusal,
  survey,
  unread,
  looked,
  header,
}: Inspected): string {
  const { records, more } = looked;
  const lines = [
    `${file}: ${CONTAINERS[container]}, ${format ? `read as ${format.name}` : 'cannot be read as it is'}`,
    ...(refusal === null ? [] : [`What is missing: ${refusal}`]),
    `Records read: ${count(records)}${more ? ', of more' : ''}`,
    header
      ? `Columns: ${[...survey.columns].join(', ')}`
      : 'Columns: not shown, because the first line may be a row with names in it; if it is a header, add --columns',
    ...(unread.length > 0 && header ? [`Not read: ${listed(unread)}`] : []),
    ...told('Outcomes in the file', survey.outcomes),
    ...tellScores(survey),
    ...tellEvents(looked),
    ...warningsOf(looked).map((warning) => `Warning: ${warning}`),
    ...[...looked.rejects].map(
      ([reason, { count: times, first }]) =>
        `Rejected: ${count(times)} × ${reason}; the first at line ${first.line}: ${first.message}`,
    ),
  ];
  return lines.map(plain).join('\n');
}

function warningsOf({ notes, awaited, records, names }: Looked): string[] {
  const lost = [...awaited].map((place) => [notFound(place.path), records, nearInWords(place)] as const);
  const counted = [...[...notes].map(([note, times]) => [note, times, ''] as const), ...lost];
  return [
    ...counted.map(([note, times, more]) => `${several(times, 'record')} ${noteInWords(note)}${more}`),
    ...names.warnings(),
  ];
}

const MOST_LISTED = 30;
const listed = (names: readonly string[]): string =>
  names.slice(0, MOST_LISTED).join(', ') +
  (names.length > MOST_LISTED ? ` and ${names.length - MOST_LISTED} more` : '');

const told = (what: string, counts: ReadonlyMap<string, number>): string[] =>
  counts.size === 0 || (counts.size === 1 && counts.has('(none)'))
    ? []
    : [
        `${what}: ${[...counts]
          .sort(([, a], [, b]) => b - a)
          .slice(0, 12)
          .map(([word, times]) => `${word.slice(0, 40)} ${count(times)}`)
          .join(', ')}${counts.size > 12 ? `, and ${counts.size - 12} other words` : ''}`,
      ];

const tellScores = ({ scores }: Survey): string[] =>
  [...scores].map(([name, { least, greatest, numbers, words }]) => {
    const range = numbers === 0 ? 'no numbers' : `${least} to ${greatest}, ${count(numbers)} numbers`;
    return `Scores in the file: ${name.slice(0, 60)}: ${range}${words > 0 ? `, ${count(words)} words` : ''}`;
  });

function tellEvents({ kinds, examples }: Looked): string[] {
  if (examples.length === 0) return [];
  return [
    ...told('Events', kinds),
    'The first events, with pseudonyms for this display only:',
    ...examples.map(({ clinician, ...event }) => `  ${JSON.stringify({ ...event, pseudonym: clinician })}`),
  ];
}
