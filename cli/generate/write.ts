import { stringify } from 'csv-stringify/sync';
import { defaultProtocol } from '../../shared/contracts/index.ts';
import { eventsOf, type GeneratedJudgment } from './study.ts';

const VOTE_COLUMNS = [
  'judgment',
  'clinician',
  'specialty',
  'country',
  'at',
  'first',
  'second',
  'outcome',
] as const;
const RATING_COLUMNS = ['judgment', 'clinician', 'specialty', 'country', 'at', 'model'] as const;

/** One JSON event per line. Each vote contains its scores. */
export function* jsonLines(judgments: Iterable<GeneratedJudgment>): Generator<string> {
  for (const judgment of judgments)
    for (const event of eventsOf(judgment, true)) yield `${JSON.stringify(event)}\n`;
}

/** The votes without scores, in the format of `votes.csv`. */
export function* csvOfVotes(judgments: Iterable<GeneratedJudgment>): Generator<string> {
  yield stringify([[...VOTE_COLUMNS]]);
  for (const { vote } of judgments) yield stringify([VOTE_COLUMNS.map((column) => vote[column])]);
}

/** The ratings in the format of `ratings.csv`, with one row per answer and one column per criterion. */
export function* csvOfRatings(judgments: Iterable<GeneratedJudgment>): Generator<string> {
  const criteria = defaultProtocol().criteria.map(({ id }) => id);
  yield stringify([[...RATING_COLUMNS, ...criteria]]);
  for (const { ratings } of judgments)
    for (const rating of ratings)
      yield stringify([
        [...RATING_COLUMNS.map((column) => rating[column]), ...criteria.map((id) => rating.scores[id])],
      ]);
}
