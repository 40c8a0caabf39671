import * as z from 'zod';
import { patternedParts } from './column-pattern.ts';
import { OUTCOMES } from './event.ts';
import { identifier, studyName } from './identifier.ts';
import { named } from './named.ts';
import { decimalMark, oneScale } from './scale.ts';
import { column, SOURCE_FORMS, source } from './source.ts';

/** Known forms of files from which a mapping may begin. */
export const READY = [
  'moove',
  'arena',
  'arena-one-hot',
  'mt-bench',
  'left-right-winner',
  'compar-ia',
  'medarena',
  'prodigy',
  'label-studio',
  'label-studio-min',
  'alpaca-eval',
  'pandalm',
  'open-webui',
  'langfuse',
  'argilla',
] as const;
export type Ready = (typeof READY)[number];

/**
 * The answer that a score belongs to. `preferred` and `other` depend on the vote. If it is not decisive, they mean
 * `first` and `second`.
 */
export const ANSWERS = ['first', 'second', 'preferred', 'other', 'model'] as const;
export type AnswerName = (typeof ANSWERS)[number];

const unread = z.null().describe('Not read, although the known form of the mapping reads it.');
const field = z.union([source, unread], SOURCE_FORMS).optional();
const columns = z.strictObject({
  judgment: field,
  study: field,
  clinician: field,
  pseudonym: field,
  specialty: field,
  country: field,
  at: field,
  site: field,
  item: field,
  revision: field,
  first: field,
  second: field,
  first_answer: field,
  second_answer: field,
  first_version: field,
  second_version: field,
  outcome: field,
  model: field,
  answer: field,
  model_version: field,
  criterion: field,
  score: field,
});
export type Field = keyof z.output<typeof columns>;

const constants = z.strictObject({
  study: studyName.optional(),
  clinician: identifier.optional(),
  specialty: identifier.optional(),
  country: z.string().optional(),
  at: z.iso.datetime({ offset: true }).optional(),
  site: identifier.optional(),
  item: identifier.optional(),
  first: identifier.optional(),
  second: identifier.optional(),
  model: identifier.optional(),
  first_version: identifier.optional(),
  second_version: identifier.optional(),
  model_version: identifier.optional(),
  criterion: identifier.optional(),
  revision: z.int().min(1).max(2000).optional(),
});

const names = z.record(z.string(), identifier);
const labels = z
  .strictObject({
    outcome: z.record(z.string(), z.enum(OUTCOMES)).optional(),
    model: names.optional(),
    specialty: names.optional(),
    site: names.optional(),
    country: z.record(z.string(), z.string()).optional(),
    criterion: z
      .record(z.string(), z.union([identifier, z.null()], 'must be the name of a criterion, or null'))
      .optional()
      .describe('Null: not a criterion, not read.'),
    answer: z
      .record(z.string(), z.enum(ANSWERS))
      .optional()
      .describe('The words for {answer} in the names of columns.'),
  })
  .describe('The meaning of the words in the file. If a field has labels, every other word is refused.');

const scores = z.strictObject({
  columns: z
    .record(z.string(), z.strictObject({ answer: z.enum(ANSWERS).default('model'), criterion: identifier }))
    .optional()
    .describe('One column per criterion.'),
  cards: z
    .partialRecord(z.enum(ANSWERS), column)
    .optional()
    .describe('In JSON: the path of an object of criteria and their scores.'),
});

const lookup = z
  .strictObject({
    by: source,
    entries: z.record(
      z.string(),
      z.strictObject({
        first: identifier.optional(),
        second: identifier.optional(),
        model: identifier.optional(),
        specialty: identifier.optional(),
        site: identifier.optional(),
        item: identifier.optional(),
        first_answer: identifier.optional(),
        second_answer: identifier.optional(),
        answer: identifier.optional(),
        first_version: identifier.optional(),
        second_version: identifier.optional(),
        model_version: identifier.optional(),
      }),
    ),
  })
  .describe('The fields for each key in the records, if the file holds them elsewhere.');

/** Maximum number of parts that a mapping lists. More parts have regular names, for which a pattern is shorter. */
const MAX_LISTED_PARTS = 200;

const part = z
  .strictObject({
    part: identifier
      .optional()
      .describe(
        'The name of this judgment within its row. It is needed if the constants of two parts are the same.',
      ),
    columns: columns.optional(),
    constants: constants.optional(),
    scores: scores.optional(),
  })
  .describe('The entries in which one judgment of a row differs from the mapping.');
export type ListedPart = z.output<typeof part>;

const several = z
  .union([z.array(part).min(1).max(MAX_LISTED_PARTS), patternedParts])
  .describe(
    'If a row holds several judgments: what differs between them, as a list with one entry per judgment or as patterns of' +
      ' column names. The id of each judgment is that of its row, "/" and the name of its part.',
  );

const MAX_FILTERS = 10;
const MAX_FILTER_VALUES = 1000;
const filters = z
  .record(
    column,
    z.union(
      [
        z
          .array(z.union([z.string(), z.number(), z.boolean()]))
          .min(1)
          .max(MAX_FILTER_VALUES),
        z.null().describe('No condition, although the known form of the mapping has one.'),
      ],
      'must be a list of values, such as ["submitted"]',
    ),
  )
  .refine((given) => Object.keys(given).length <= MAX_FILTERS, `may name at most ${MAX_FILTERS} columns`)
  .optional();

/** Maximum number of the line that may be the header of a table. */
const MAX_HEADER_LINE = 100;
/** Maximum number of fields in a row of a table. */
const MAX_FIELDS = 20_000;

/** Excel permits 31 characters, and LibreOffice more. */
const MAX_SHEET_NAME = 200;

const table = z
  .strictObject({
    delimiter: z
      .enum([',', ';', '\t', '|'])
      .optional()
      .describe('The separator of the fields. Without it, the separator that gives known columns.'),
    headerLine: z
      .int()
      .min(1)
      .max(MAX_HEADER_LINE)
      .optional()
      .describe('The line of the header, from 1. Lines above it are not read.'),
    fields: z
      .int()
      .min(2)
      .max(MAX_FIELDS)
      .optional()
      .describe(
        'The number of fields of every row, if all rows end before the last columns of the header. These columns are not' +
          ' read.',
      ),
    sheet: z
      .string()
      .min(1)
      .max(MAX_SHEET_NAME)
      .optional()
      .describe(
        'The sheet of a workbook. Without it, the only visible sheet with content. Case does not matter.',
      ),
    decimal: decimalMark,
  })
  .describe('Where the table of a file is, and how a text is divided into rows and columns.');

const rows = z
  .union([z.literal('cumulative'), z.strictObject({ batch: identifier })])
  .describe(
    'The relation of the file to others of the study, for rows without an id. "cumulative": the file repeats the rows of earlier' +
      ' files, which count once. {"batch": "2026-02"}: all rows are new, and no other file has this batch.',
  );
export type RowsDeclaration = z.output<typeof rows>;

/** Defines how a file that is not in Primum's own form is read: `<file>.mapping.json`. */
export const mapping = z.strictObject({
  reads: z
    .enum(READY)
    .optional()
    .describe('A known form to begin from. Entries of this mapping have priority over it.'),
  row: z
    .enum(['vote', 'rating', 'score'])
    .optional()
    .describe('The kind of a record: a comparison, the scores of one answer, or one score on one criterion.'),
  columns: columns.prefault({}).describe('The column or path of each field of the event.'),
  constants: constants.prefault({}).describe('Values of fields that have no column, or are empty in it.'),
  labels: labels.prefault({}),
  outcomeNamesModel: z
    .boolean()
    .optional()
    .describe('The outcome is the name of the preferred model. Labels have priority.'),
  order: z
    .enum(['displayed', 'unknown'])
    .optional()
    .describe(
      'Whether "first" is the answer that was displayed first. If the file does not say so, answers are placed by a digest.' +
        ' Without it, the order is that of display.',
    ),
  scores: scores.optional(),
  scale: oneScale.optional().describe('The scale of the scores in the file. It is never guessed.'),
  scales: named(oneScale).optional().describe('Scales of single criteria that differ.'),
  time: z
    .strictObject({
      format: z
        .enum(['iso', 'dd/mm/yyyy', 'mm/dd/yyyy', 'yyyy/mm/dd', 'excel', 's', 'ms'])
        .optional()
        .describe(
          'The form of times: ISO 8601, a date with or without a time of day, the days of Excel, or a number since 1970.' +
            ' ISO 8601 is read in any case.',
        ),
      unit: z
        .enum(['seconds', 'milliseconds'])
        .optional()
        .describe('The unit of numeric times since 1970. A format has priority.'),
      zone: z
        .string()
        .regex(/^(Z|[+-]\d{2}:\d{2})$/, 'must be "Z" or like "+01:00"')
        .optional()
        .describe('The zone of times without one.'),
    })
    .prefault({}),
  table: table.optional(),
  latestWins: column
    .optional()
    .describe('A column of times. Among the records of a judgment, the latest counts.'),
  lookup: lookup.optional(),
  each: column
    .optional()
    .describe(
      'In JSON: the path of a list. Each of its elements is read as a record of its own, with the element in the place of the list.',
    ),
  several: several.optional(),
  only: filters.describe(
    'Values of columns: records with another value are left out and counted. "" means an empty or missing value.',
  ),
  except: filters.describe('Values of columns: records with one of them are left out and counted.'),
  rows: rows.optional(),
});

export type Mapping = z.output<typeof mapping>;
