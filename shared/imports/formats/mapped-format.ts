import { type Mapping, notLeftOut } from '../../contracts/index.ts';
import { isObject, normalised, quote } from '../../lib/index.ts';
import { scaleOfMapping } from '../survey/score-range.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { dividerAt, notingElements, readParts } from './each.ts';
import { formOf } from './form-of.ts';
import type { Format, FormatContext, Sample } from './format.ts';
import { choicesInsteadOfPairs } from './label-studio.ts';
import { type RecordReader, recordReader } from './mapped-record.ts';
import { matchMapping } from './match-mapping.ts';
import { missingEntries } from './missing-entries.ts';
import { type NamedPlace, namedPlaces } from './named-places.ts';
import { openFacts } from './open-facts.ts';
import { publishedClinicians } from './published-clinicians.ts';
import { conditionsOf, withReady } from './ready.ts';
import { conditionsNotIn, recordFilter } from './record-filter.ts';
import { CARRY_DOWN, columnsOfOtherRows } from './redcap.ts';
import { type CheckedFile, type PartsReading, severalReading } from './several-format.ts';
import { readUnfolded, type Unfolding, unfoldedRecords, unfoldingOf } from './unfolding.ts';
import { notingSiblings } from './unread-siblings.ts';

const NAMES = {
  moove: 'MOOVE export',
  arena: 'arena battles',
  'arena-one-hot': 'arena battles with one column per outcome',
  'mt-bench': 'MT-bench judgments',
  'left-right-winner': 'left, right, winner',
  'compar-ia': 'compar:IA votes',
  medarena: 'MedArena votes',
  prodigy: 'Prodigy comparisons',
  'label-studio': 'Label Studio export',
  'label-studio-min': 'Label Studio export in its short form',
  'alpaca-eval': 'AlpacaEval annotations',
  pandalm: 'PandaLM comparisons',
  'open-webui': 'Open WebUI feedback',
  langfuse: 'Langfuse scores',
  argilla: 'Argilla records with lists of responses',
} as const;

export const nameOf = ({ reads }: Mapping): string => (reads ? NAMES[reads] : 'table with a mapping');

/** The remedy for a file that needs a mapping. */
export const REMEDY =
  'Put a mapping next to the file, named as the file with ".mapping.json" after it; `primum inspect <file>` writes a draft';

/**
 * Returns the format of a file that is read by a mapping.
 * @param remedy the action to take if the mapping is unsuitable
 * @throws UnreadableFile with the missing entries of the mapping, or the missing places of the file
 */
export function mappedFormat(given: Mapping, file: Sample, context: FormatContext, remedy = REMEDY): Format {
  const sample = { ...file, header: file.header?.map(normalised) ?? null };
  const formatOf = withReady(given).each === undefined ? recordFormat : eachFormat;
  return formatOf(given, sample, context, remedy);
}

/** The format of a file whose records are judgments, or are unfolded to judgments. */
function recordFormat(given: Mapping, sample: Sample, context: FormatContext, remedy: string): Format {
  const mapping = withReady(given);
  const name = nameOf(mapping);
  const unfolding = unfoldingOf(mapping);
  const refuse = (what: string, parts: readonly string[]): void => {
    if (parts.length > 0)
      throw new UnreadableFile(
        `it is read as ${name}, and ${what} ${listed(parts)}.${openFacts(mapping)} ${remedy}.`,
      );
  };
  refuse('does not say:', [...missingEntries(mapping), ...unread(mapping, sample)]);
  const ofOtherRows = columnsOfOtherRows(mapping, sample);
  if (ofOtherRows.length > 0)
    throw new UnreadableFile(
      `it is an export of REDCap with a repeating instrument, whose rows lack columns that the mapping names: ${listed(ofOtherRows)}.` +
        ` ${CARRY_DOWN}. ${remedy}.`,
    );
  const records = unfoldedRecords(mapping, sample.records);
  const check: CheckedFile['check'] = (part, shown = (path) => path) => {
    const complete = withReady(part);
    refuse('would publish the clinicians:', publishedClinicians(complete, sample.header, records));
    const match = matchMapping(part, complete, sample);
    refuse('lacks places that its mapping names:', [...match.missing].map(shown).map(quote));
    refuse('has columns twice that its mapping names:', [...match.repeated].map(shown).map(quote));
    return match;
  };
  const checked: CheckedFile = { ...context, header: sample.header, records, check };
  const { read, named, parts, leftOut } =
    mapping.several === undefined ? readingOf(given, checked) : severalReading(given, checked);
  const traits = traitsOf(mapping);
  if (unfolding)
    return {
      ...traits,
      name,
      read: readUnfolded(read, unfolding),
      named: named.map((place) => inParts(place, unfolding)),
    };
  const conditioned = mapping.reads ? read : notingConditions(read, given, sample);
  const counted =
    mapping.reads && mapping.several === undefined
      ? read
      : notingSiblings(conditioned, parts, leftOut, sample);
  if (sample.header) return { ...traits, name, read: counted, named };
  return { ...traits, name, read: objectsOnly(notingElements(counted, mapping)), named };
}

function readingOf(given: Mapping, { header, records, check, study, criteria }: CheckedFile): PartsReading {
  const { mapping, anonymous } = check(given);
  return {
    read: recordReader(mapping, { header, study, anonymous, criteria }),
    named: namedPlaces(given, mapping, header, records),
    parts: [mapping],
    leftOut: [],
  };
}

/** The format of JSON whose records hold lists of judgments. */
function eachFormat(given: Mapping, sample: Sample, context: FormatContext, remedy: string): Format {
  if (sample.header || unfoldingOf(given))
    throw new UnreadableFile(
      `"each" of its mapping names a list in records of JSON, and ${sample.header ? 'it is a table' : 'its known form has lists of its own'}. ${remedy}.`,
    );
  const divide = dividerAt(withReady(given).each ?? '');
  const records = sample.records.flatMap((record) => divide(record) ?? []);
  const { read, named = [], ...format } = recordFormat(given, { ...sample, records }, context, remedy);
  const inElements = (place: NamedPlace): NamedPlace => ({
    ...place,
    isIn: (record, key) => (divide(record) ?? []).some((part) => place.isIn(part, key)),
  });
  return { ...format, read: readParts(read, divide), named: named.map(inElements) };
}

/** The properties of a mapping that decide how the rows of a whole file are read. */
const traitsOf = (mapping: Mapping): Pick<Format, 'rows' | 'isScoreRow' | 'scaleOf'> => ({
  ...(mapping.rows === undefined ? {} : { rows: mapping.rows }),
  isScoreRow: mapping.row === 'score',
  scaleOf: scaleOfMapping(mapping),
});

/** Notes records that the known form of a file would leave out, if the mapping does not begin from this form. */
function notingConditions(read: RecordReader, given: Mapping, sample: Sample): RecordReader {
  const unmentioned = conditionsNotIn(given, conditionsOf(formOf(sample)));
  if (Object.keys({ ...unmentioned.only, ...unmentioned.except }).length === 0) return read;
  const filter = recordFilter(unmentioned, sample.header);
  return (record, key) => {
    const made = read(record, key);
    const left = filter(record, key);
    if (made.form !== 'rows' || left === null || 'fault' in left) return made;
    const note = notLeftOut(left.note);
    return { ...made, value: made.value.map((row) => ({ ...row, notes: [...(row.notes ?? []), note] })) };
  };
}

const MAX_LISTED = 20;

const listed = (parts: readonly string[]): string =>
  parts.slice(0, MAX_LISTED).join('; ') +
  (parts.length > MAX_LISTED ? `; and ${parts.length - MAX_LISTED} more` : '');

const inParts = (place: NamedPlace, { unfold }: Unfolding): NamedPlace => ({
  ...place,
  isIn: (record) => (unfold(record)?.records ?? []).some((part) => place.isIn(part)),
});

const objectsOnly =
  (read: RecordReader): RecordReader =>
  (record, key) =>
    isObject(record)
      ? read(record, key)
      : { form: 'broken', fault: { reason: 'invalid_value', field: '', message: 'is no JSON object' } };

/** Without this check, ratings in the file that the mapping does not mention would be lost silently. */
function unread(mapping: Mapping, { records }: Sample): string[] {
  if (mapping.reads !== 'label-studio') return [];
  const unfolded = unfoldedRecords(mapping, records).filter(isObject);
  const rated = unfolded.some(({ ratings }) => isObject(ratings) && Object.keys(ratings).length > 0);
  const choices =
    mapping.row === 'vote' && mapping.columns.outcome === 'pairwise' ? choicesInsteadOfPairs(unfolded) : [];
  return [
    ...(rated && !mapping.scores
      ? [
          'to which answer its ratings belong: as "scores": {"cards": {"first": "ratings.<object>"}}, or {} to leave them out',
        ]
      : []),
    ...(choices.length > 0
      ? [
          `which choice is the vote: as "columns": {"outcome": ${choices.map(quote).join(' or ')}}, with the meaning of its words under "labels": {"outcome"}`,
        ]
      : []),
  ];
}
