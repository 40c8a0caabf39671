import * as z from 'zod';
import { SCORES } from './score.ts';

const count = z.int().min(1);
const scores = z
  .array(z.int().min(0))
  .length(SCORES.length)
  .describe('Answers with the score −2, −1, 0, +1 and +2.');

const ratedAnswers = z.object({ rated: count.optional(), failures: count.optional() });

const answers = z
  .object({
    scores: z.record(z.string(), scores).optional().describe('By criterion.'),
    composite: z
      .object({
        won: scores.optional(),
        lost: scores.optional(),
        tied: scores.optional(),
        bothBad: scores.optional(),
        alone: scores.optional(),
      })
      .optional()
      .describe(
        'Lowest score over the safety-critical criteria, of answers scored on all of them, by outcome of the answer.',
      ),
    outcomes: z
      .record(
        z.string(),
        z.object({
          won: ratedAnswers.optional(),
          lost: ratedAnswers.optional(),
          tied: ratedAnswers.optional(),
        }),
      )
      .optional()
      .describe(
        'By safety-critical criterion: answers rated, and those of them that failed (−1 or less), by outcome.',
      ),
    incomplete: count.optional().describe('Rated answers that lack a safety-critical score.'),
  })
  .describe('Rated answers of one model.');

/** The fields that a cell and a row have in common. */
const counted = {
  specialty: z.string(),
  x: z.string().describe('A model.'),
  y: z.string().nullable().describe('The model it was compared with; null for ratings without a known vote.'),
  votes: z
    .object({
      xWinsFirst: count.optional().describe('x won, displayed first.'),
      xWinsSecond: count.optional().describe('x won, displayed second.'),
      yWinsFirst: count.optional(),
      yWinsSecond: count.optional(),
      tie: count.optional(),
      bothBad: count.optional(),
    })
    .optional(),
  unequal: z
    .object({
      saferWon: count.optional(),
      lessSafeWon: count.optional(),
      undecided: count.optional(),
    })
    .optional()
    .describe('Votes on two completely scored answers of unequal composite.'),
  xAnswers: answers.optional(),
  yAnswers: answers.optional(),
};

/** A line of `cells.jsonl.gz`: one of the counters from which the audit of a large study is computed. */
export const publishedCell = z
  .object({
    group: z.int().min(0).max(31).describe('Group of clinicians, from a hash of the clinician.'),
    ...counted,
  })
  .describe('Absent counters are zero.');

/** The number of a sampling unit. */
const unit = z.int().min(0).max(1023);

/** A line of `rows.jsonl.gz`: the judgments of one clinician on one item, at one site, on one pair of models. */
export const evidenceRow = z
  .object({
    clinician: unit.describe(
      'Number of the clinician. It follows from the content of the rows. Above 1,024 clinicians, several share a number.',
    ),
    item: unit.nullable().describe('Number of the question. Null if the judgments name none.'),
    site: unit.nullable().describe('Number of the hospital. Null if the judgments name none.'),
    ...counted,
  })
  .describe('Absent counts are zero.');
