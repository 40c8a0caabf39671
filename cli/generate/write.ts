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

/** Columns of studies with prompts or sites. */
type UnitColumn = 'item' | 'site';

/** The votes without scores, in the format of `votes.csv`. */
export function* csvOfVotes(
  judgments: Iterable<GeneratedJudgment>,
  units: readonly UnitColumn[] = [],
): Generator<string> {
  const columns = [...VOTE_COLUMNS, ...units];
  yield stringify([columns]);
  for (const { vote } of judgments) yield stringify([columns.map((column) => vote[column])]);
}

/** The ratings in the format of `ratings.csv`, with one row per answer and one column per criterion. */
export function* csvOfRatings(
  judgments: Iterable<GeneratedJudgment>,
  units: readonly UnitColumn[] = [],
): Generator<string> {
  const criteria = defaultProtocol().criteria.map(({ id }) => id);
  const columns = [...RATING_COLUMNS, ...units];
  yield stringify([[...columns, ...criteria]]);
  for (const { ratings } of judgments)
    for (const rating of ratings)
      yield stringify([
        [...columns.map((column) => rating[column]), ...criteria.map((id) => rating.scores[id])],
      ]);
}
