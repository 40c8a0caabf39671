import * as z from 'zod';
import { OUTCOMES } from './event.ts';
import { identifier, studyName } from './identifier.ts';
import { named } from './named.ts';
import { score } from './score.ts';

/** Known forms of files from which a mapping may begin. */
export const READY = ['moove', 'arena', 'mt-bench', 'left-right-winner', 'label-studio'] as const;
export type Ready = (typeof READY)[number];

/**
 * The answer that a score belongs to. `preferred` and `other` depend on the vote. If it is not decisive, they mean
 * `first` and `second`.
 */
export const ANSWERS = ['first', 'second', 'preferred', 'other', 'model'] as const;
export type AnswerName = (typeof ANSWERS)[number];

const column = z
  .string()
  .min(1)
  .max(300)
  .describe(
    'A column; in JSON a path with dots, as "user.value". "$key" is the name of a record in an object.',
  );

const source = z
  .union([
    column,
    z.array(column).min(1).max(10),
    z.strictObject({ join: z.array(column).min(1).max(8), with: z.string().max(4).default('/') }),
  ])
  .describe('A column; several, of which the first that is filled counts; or several joined to one text.');
export type Source = z.output<typeof source>;

const unread = z.null().describe('Not read, though the known form that the mapping begins from reads it.');
const field = z.union([source, unread]).optional();
const columns = z.strictObject({
  judgment: field,
  study: field,
  clinician: field,
  pseudonym: field,
  specialty: field,
  country: field,
  at: field,
  item: field,
  revision: field,
  first: field,
  second: field,
  outcome: field,
  model: field,
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
  item: identifier.optional(),
  first: identifier.optional(),
  second: identifier.optional(),
  model: identifier.optional(),
  criterion: identifier.optional(),
  revision: z.int().min(1).max(2000).optional(),
});

const names = z.record(z.string(), identifier);
const labels = z
  .strictObject({
    outcome: z.record(z.string(), z.enum(OUTCOMES)).optional(),
    model: names.optional(),
    specialty: names.optional(),
    country: z.record(z.string(), z.string()).optional(),
    criterion: z
      .record(z.string(), z.union([identifier, z.null()]))
      .optional()
      .describe('Null: not a criterion, not read.'),
  })
  .describe(
    'What the file’s words mean. Where a field has labels, a word that is not among them is refused.',
  );

const bounds = z.tuple([z.int().min(-1000).max(1000), z.int().min(-1000).max(1000)]);
const missing = z
  .array(z.union([z.string(), z.number()]))
  .optional()
  .describe('What stands for no score, as 0 or "NA". An empty cell always does.');
const oneScale = z.union([
  z
    .strictObject({ from: bounds, to: z.tuple([score, score]).default([-2, 2]), missing })
    .refine(
      ({ from, to }) => Math.abs(from[1] - from[0]) === to[1] - to[0],
      'from and to must be equally long, so that each step stays one; name each value under "values" otherwise',
    )
    .describe('A scale of whole steps, its worst end first: [1, 5], or [5, 1] where 1 is best.'),
  z
    .strictObject({ values: z.record(z.string(), score), missing })
    .describe('The score that each value means.'),
]);
export type Scale = z.output<typeof oneScale>;

const scores = z.strictObject({
  columns: z
    .record(z.string(), z.strictObject({ answer: z.enum(ANSWERS).default('model'), criterion: identifier }))
    .optional()
    .describe('A column a criterion.'),
  cards: z
    .partialRecord(z.enum(ANSWERS), column)
    .optional()
    .describe('In JSON: where an object of criteria and their scores stands.'),
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
        item: identifier.optional(),
      }),
    ),
  })
  .describe('What a key in the record stands for, where the file keeps it elsewhere.');

/** Defines how a file that is not in Primum's own form is read: `<file>.mapping.json`. */
export const mapping = z.strictObject({
  reads: z.enum(READY).optional().describe('A known form to begin from. What is given here goes before it.'),
  row: z
    .enum(['vote', 'rating', 'score'])
    .optional()
    .describe('What a record is: a comparison, the scores of one answer, or one score on one criterion.'),
  columns: columns.prefault({}).describe('Where each field of the event stands.'),
  constants: constants.prefault({}).describe('Fields that no column tells, or that are empty there.'),
  labels: labels.prefault({}),
  outcomeNamesModel: z
    .boolean()
    .optional()
    .describe('The outcome is the name of the model preferred; labels go before it.'),
  scores: scores.optional(),
  scale: oneScale.optional().describe('What the scores of the file mean. It is never guessed.'),
  scales: named(oneScale).optional().describe('Scales of single criteria that differ.'),
  time: z
    .strictObject({
      unit: z.enum(['seconds', 'milliseconds']).optional().describe('Of times that are numbers, since 1970.'),
      zone: z
        .string()
        .regex(/^(Z|[+-]\d{2}:\d{2})$/, 'must be "Z" or as "+01:00"')
        .optional()
        .describe('Of times that name none.'),
    })
    .prefault({}),
  latestWins: column.optional().describe('A column of times: of records of one judgment the latest counts.'),
  lookup: lookup.optional(),
});

export type Mapping = z.output<typeof mapping>;
