import * as z from 'zod';
import { identifier, identifierOrHash, studyName } from './identifier.ts';
import { named } from './named.ts';
import { score } from './score.ts';

/**
 * The possible outcomes of a comparison: one answer is better, both are equally good, or neither is fit for use.
 */
export const OUTCOMES = ['first', 'second', 'tie', 'both_bad'] as const;
export type Outcome = (typeof OUTCOMES)[number];

const country = z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code, such as "CH"');
/**
 * The highest revision of an event. Microseconds since 1970 stay below it until 2255, and so does each revision that a mapping
 * makes of times. The revisions between it and 2^53 - 1, the largest exact number, are left for corrections by an operator.
 * @see docs/decisions/0121-a-revision-can-always-be-corrected.md
 */
export const MAX_REVISION = 9_000_000_000_000_000;
const isWhole = `must be a whole number from 1 to ${MAX_REVISION}`;
const revision = z
  .int({ error: ({ input }) => (isAbove(input) ? tooHigh(input) : isWhole) })
  .min(1, isWhole)
  .max(Number.MAX_SAFE_INTEGER)
  // Published schemas never become narrower, so this limit is not part of them.
  .refine((given) => !isAbove(given), { error: ({ input }) => tooHigh(input) });

const isAbove = (input: unknown): boolean =>
  (typeof input === 'number' || typeof input === 'bigint') && input > MAX_REVISION;

const tooHigh = (input: unknown): string =>
  `is ${typeof input === 'bigint' ? 'above 2^53 - 1' : input}, and must be at most ${MAX_REVISION}, so that an operator can still correct it. Number the revisions 1, 2, 3, or use` +
  ' the time in milliseconds or microseconds since 1970';

/** Maximum length of a time in characters. Seconds may have any number of decimals. */
export const MAX_TIME_LENGTH = 64;
const at = z.iso
  .datetime({
    offset: true,
    error: 'must be an ISO 8601 time with its zone, such as "2026-03-01T09:30:00Z"',
  })
  .refine(({ length }) => length <= MAX_TIME_LENGTH, `is longer than ${MAX_TIME_LENGTH} characters`);
const scores = named(score).refine((given) => Object.keys(given).length > 0, 'names no criterion');

const item = identifierOrHash
  .optional()
  .describe(
    'Id of the prompt, or its text: the same in all judgments of answers to this prompt. Never the id of a pair of answers:' +
      ' judgments are clustered by prompt, and one prompt occurs in many pairs. A text that is longer than a name is stored' +
      ' as its SHA-256.',
  );

const site = identifier
  .optional()
  .describe('Name of the hospital or other site at which the clinician gave the judgment.');

/** The id of one answer. Every judgment of the same answer gives the same id. */
const answer = identifierOrHash.describe(
  'Id of the answer, its hash or its text: the same in all judgments of this answer. A text that is longer than a name is' +
    ' stored as its SHA-256.',
);

const answers = z
  .tuple([answer.nullable(), answer.nullable()], 'must be a list of the first and the second answer')
  .refine(([first, second]) => first !== null || second !== null, 'names neither answer; leave the field out')
  .optional()
  .describe('The answers displayed first and second. Null: the answer has no known id.');

const modelVersion = identifier.describe(
  'Version of the model that gave the answer, such as a date or a release. It divides no counts.',
);

const modelVersions = z
  .tuple(
    [modelVersion.nullable(), modelVersion.nullable()],
    'must be a list of the first and the second version',
  )
  .refine(
    ([first, second]) => first !== null || second !== null,
    'names neither version; leave the field out',
  )
  .optional()
  .describe('The versions of the models displayed first and second. Null: the version is unknown.');

const who = { judgment: identifier, study: studyName, clinician: identifier, at };

/** One blinded comparison: two answers in the order of display, and the preferred one. */
export const vote = z.strictObject({
  kind: z.literal('vote'),
  ...who,
  specialty: identifier,
  country: country.optional(),
  site,
  item,
  first: identifier,
  second: identifier,
  answers,
  modelVersions,
  outcome: z.enum(OUTCOMES),
  scores: named(scores).optional(),
  revision: revision.optional(),
});

/** Rubric scores of one answer. If the answer belongs to a comparison, `judgment` is that of the vote. */
export const rating = z.strictObject({
  kind: z.literal('rating'),
  ...who,
  specialty: identifier,
  country: country.optional(),
  site,
  item,
  model: identifier,
  answer: answer.optional(),
  modelVersion: modelVersion.optional(),
  scores,
  revision: revision.optional(),
});

export const KINDS = ['vote', 'rating', 'retraction'] as const;

/** The parts of a judgment that a retraction can withdraw. */
export const PARTS = ['vote', 'ratings', 'all'] as const;

/** Withdraws a judgment, or a part of it, for good. Later events of that part are stale. */
export const retraction = z.strictObject({
  kind: z.literal('retraction'),
  ...who,
  part: z.enum(PARTS).default('all'),
});

/** One message about a judgment. */
export const event = z.discriminatedUnion('kind', [vote, rating, retraction]);

export type Vote = z.output<typeof vote>;
export type Rating = z.output<typeof rating>;
export type Retraction = z.output<typeof retraction>;
export type Event = z.output<typeof event>;
