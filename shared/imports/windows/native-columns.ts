import { normalised, quote } from '../../lib/index.ts';
import { UnreadableFile } from '../unreadable-file.ts';

/** The meaning of the columns of a Primum CSV. */
export interface Columns {
  readonly kind: 'vote' | 'rating';
  readonly width: number;
  /** Fields of the event by column, without score columns. */
  readonly fields: ReadonlyMap<number, string>;
  /** Scores by column: of the first or second answer displayed, or of the only model rated. */
  readonly scores: ReadonlyMap<number, { readonly answer: Answer; readonly criterion: string }>;
}

export type Answer = 'first' | 'second' | 'model';

export const COMMON = [
  'judgment',
  'study',
  'clinician',
  'pseudonym',
  'specialty',
  'country',
  'at',
  'site',
  'item',
  'revision',
];
export const OWN = { vote: ['first', 'second', 'outcome'], rating: ['model'] } as const;
/** Columns that name answers and versions of models. A row need not have them. */
const ANSWERS_OF = {
  vote: ['first_answer', 'second_answer', 'first_version', 'second_version'],
  rating: ['answer', 'model_version'],
} as const;

const FORMS =
  'A votes file has clinician, specialty, first, second, outcome, and optionally judgment, country, at, site, item,' +
  ' first_answer, second_answer, first_version, second_version, revision and score columns such as first.harmlessness. A ratings file has clinician,' +
  ' specialty, model, optionally answer and model_version, and one column per criterion. Other data can be sent as JSONL with one event per line, or read by a mapping next to the file;' +
  ' `primum inspect <file>` writes a draft';

/**
 * Reads a header. Its names decide whether the rows are votes or ratings.
 *
 * An error quotes names from the first line only if all required columns are present. A file without a header
 * begins with a row, which contains a clinician's name and answers.
 * @param criteria ids of the protocol's criteria: the possible names of score columns
 * @throws UnreadableFile with the names of columns that are missing, unknown or repeated
 */
export function nativeColumns(header: readonly string[], criteria: ReadonlySet<string>): Columns {
  const names = header.map(normalised);
  const kind = kindOf(names);
  const fields = new Map<number, string>();
  const scores = new Map<number, { answer: Answer; criterion: string }>();
  const unknown: string[] = [];
  const known = new Set<string>([...COMMON, ...OWN[kind], ...ANSWERS_OF[kind]]);
  names.forEach((name, index) => {
    const score = known.has(name) ? null : scoreColumn(kind, name);
    if (score === null) fields.set(index, name);
    else if (criteria.has(score.criterion)) scores.set(index, score);
    else unknown.push(name);
  });
  if (kind === 'rating')
    refuse('has columns that may be a field or a criterion:', bothIn(names, known, criteria));
  refuse('lacks columns:', missing(kind, new Set(names), scores.size + unknown.length));
  refuse('has the same column twice:', repeated(names));
  refuse('spells one column in two ways:', spelledTwice(names));
  refuse('has columns that neither the contract nor the protocol’s criteria name:', unknown);
  return { kind, width: names.length, fields, scores };
}

function kindOf(names: readonly string[]): 'vote' | 'rating' {
  if (names.some((name) => name.includes('\r')))
    throw new UnreadableFile('its lines end in carriage returns alone. Save it with LF or CRLF line ends.');
  if (OWN.vote.some((name) => names.includes(name))) return 'vote';
  if (names.includes('model')) return 'rating';
  throw new UnreadableFile(
    `its first line is neither JSON nor a header that Primum knows. ${FORMS}. If titles stand above the header, declare its` +
      ' line in the mapping, as "table": {"headerLine": 4}.',
  );
}

function scoreColumn(kind: 'vote' | 'rating', name: string): { answer: Answer; criterion: string } {
  if (kind === 'rating') return { answer: 'model', criterion: name };
  const dot = name.indexOf('.');
  const answer = name.slice(0, dot);
  if (answer === 'first' || answer === 'second') return { answer, criterion: name.slice(dot + 1) };
  return { answer: 'first', criterion: '' };
}

/**
 * Names of fields that are also those of criteria. Rows of JSON keep the scores apart from the fields, so that events of such a
 * study can be sent as JSONL.
 */
const bothIn = (names: readonly string[], known: ReadonlySet<string>, criteria: ReadonlySet<string>) =>
  names.filter((name) => known.has(name) && criteria.has(name));

function missing(kind: 'vote' | 'rating', names: ReadonlySet<string>, scores: number): string[] {
  const absent = ['specialty', ...OWN[kind]].filter((name) => !names.has(name));
  if (!names.has('clinician') && !names.has('pseudonym')) absent.unshift('clinician');
  if (kind === 'rating' && scores === 0) absent.push('at least one criterion');
  return absent;
}

function repeated(names: readonly string[]): string[] {
  const seen = new Set<string>();
  const twice = names.filter((name) => {
    const isRepeated = seen.has(name);
    seen.add(name);
    return isRepeated;
  });
  return [...new Set(twice)];
}

/**
 * Both names of columns that differ only in case and blanks. A program that treats them as one would keep only one
 * of the scores.
 */
function spelledTwice(names: readonly string[]): string[] {
  const bySpelling = Map.groupBy(names, (name) => name.toLowerCase().replaceAll(/\s/g, ''));
  return [...bySpelling.values()].filter(({ length }) => length > 1).flat();
}

function refuse(what: string, names: readonly string[]): void {
  if (names.length > 0) throw new UnreadableFile(`its header ${what} ${listed(names)}. ${FORMS}.`);
}

const listed = (names: readonly string[]): string =>
  names.slice(0, 10).map(quote).join(', ') + (names.length > 10 ? ` and ${names.length - 10} more` : '');
