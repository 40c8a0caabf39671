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
const revision = z.int('must be a whole number from 1 to 2^53 - 1').min(1).max(Number.MAX_SAFE_INTEGER);
/** Maximum length of a time in characters. Seconds may have any number of decimals. */
export const MAX_TIME_LENGTH = 64;
const at = z.iso
  .datetime({
    offset: true,
    error: 'must be an ISO 8601 time with its zone, such as "2026-03-01T09:30:00Z"',
  })
  .refine(({ length }) => length <= MAX_TIME_LENGTH, `is longer than ${MAX_TIME_LENGTH} characters`);
const scores = named(score).refine((given) => Object.keys(given).length > 0, 'names no criterion');

/** The id of the question or of the answer. Every rater of the same answer gives the same id. */
const item = identifierOrHash
  .optional()
  .describe(
    'Id of the question, or its text: the same in all judgments of its answers. Agreement of raters is computed by it. A' +
      ' text that is longer than a name is stored as its SHA-256.',
  );

const who = { judgment: identifier, study: studyName, clinician: identifier, at };

/** One blinded comparison: two answers in the order of display, and the preferred one. */
export const vote = z.strictObject({
  kind: z.literal('vote'),
  ...who,
  specialty: identifier,
  country: country.optional(),
  item,
  first: identifier,
  second: identifier,
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
  item,
  model: identifier,
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
