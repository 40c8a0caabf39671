import { COMPOSITE, type RankingRow, type Snapshot } from '../../shared/contracts/index.ts';
import type { Kept } from './editions.ts';
import type { WorldVote } from './world.ts';

/**
 * An outsider who keeps every edition, and knows of each vote of a clinician when it arrived, its specialty and its two
 * models. The outsider looks for its outcome, and whether the rated answers are unsafe.
 */
export interface Learned {
  /** Votes of which the editions before and after permit only one outcome. */
  readonly determined: number;
  /** Votes with a right best guess. */
  readonly guessed: number;
  /** Votes with a right guess from the ranking of the last edition alone. */
  readonly prior: number;
  readonly votes: number;
  /** Second votes of a clinician on a model in a specialty that follow from the first vote and the next edition. */
  readonly fromKnown: number;
  readonly withKnown: number;
  /** Unsafe answers that were guessed to be unsafe, and safe answers that were guessed to be safe. */
  readonly unsafeFound: number;
  readonly unsafe: number;
  readonly safeFound: number;
  readonly safe: number;
}

type Result = 'first' | 'second' | 'tie' | 'both_bad';
const RESULTS: readonly Result[] = ['first', 'second', 'tie', 'both_bad'];
/** The count of each result in the row of the first and of the second model. */
const OF_FIRST = { first: 'wins', second: 'losses', tie: 'ties', both_bad: 'bothBad' } as const;
const OF_SECOND = { first: 'losses', second: 'wins', tie: 'ties', both_bad: 'bothBad' } as const;
type Counted = 'wins' | 'losses' | 'ties' | 'bothBad';

export function attack(votes: readonly WorldVote[], kept: readonly Kept[]): Learned {
  const last = kept.at(-1)!.audit;
  const learned = { determined: 0, guessed: 0, prior: 0, votes: 0, fromKnown: 0, withKnown: 0 };
  const ratings = { unsafeFound: 0, unsafe: 0, safeFound: 0, safe: 0 };
  const known = new Map<string, { vote: WorldVote; after: Snapshot }[]>();
  for (const [index, vote] of votes.entries()) {
    const after = kept.find((edition) => edition.votes > index)?.audit;
    if (!after) continue;
    const before = kept.findLast((edition) => edition.votes <= index)?.audit ?? null;
    const step = last.publicEdition?.countStep ?? 1;
    const result = vote.outcome as Result;
    const changes = changesOf(vote, before, after, step);
    learned.votes += 1;
    if (changes.possible.length === 1 && changes.possible[0] === result) learned.determined += 1;
    const prior = priorOf(vote, last);
    if (prior === result) learned.prior += 1;
    if ((changes.likeliest ?? prior) === result) learned.guessed += 1;
    for (const [model, isUnsafe] of Object.entries(vote.unsafe)) {
      const found = looksUnsafe(vote, model, before, after) === isUnsafe ? 1 : 0;
      if (isUnsafe) ratings.unsafe += 1;
      else ratings.safe += 1;
      if (isUnsafe) ratings.unsafeFound += found;
      else ratings.safeFound += found;
    }
    const place = `${vote.clinician}#${vote.first}#${vote.specialty}`;
    known.set(place, [...(known.get(place) ?? []), { vote, after }]);
  }
  for (const [first, second] of known.values()) {
    if (!first || !second) continue;
    learned.withKnown += 1;
    if (followsFrom(first.vote, second.vote, second.after)) learned.fromKnown += 1;
  }
  return { ...learned, ...ratings };
}

const rowIn = (audit: Snapshot | null, specialty: string, model: string): RankingRow | undefined =>
  audit?.leaderboard.bySpecialty[specialty]?.rows.find((row) => row.model === model);

/** The largest error of the difference of two rounded counts. */
const errorOf = (step: number): number => 2 * Math.floor(step / 2);

/** The results that the changes of both rows permit, and the one that most of the changed votes had. */
function changesOf(vote: WorldVote, before: Snapshot | null, after: Snapshot, step: number) {
  const change = (model: string, counted: Counted): number | null => {
    const [was, is] = [rowIn(before, vote.specialty, model), rowIn(after, vote.specialty, model)];
    // A row that appears or disappears shows no difference.
    if (!is || (!was && step > 1)) return null;
    return is[counted] - (was?.[counted] ?? 0);
  };
  const evidence = RESULTS.map((result) => ({
    result,
    changes: [change(vote.first, OF_FIRST[result]), change(vote.second, OF_SECOND[result])],
  }));
  const possible = evidence
    .filter(({ changes }) => changes.every((one) => one === null || one + errorOf(step) > 0))
    .map(({ result }) => result);
  const weights = evidence.map(({ result, changes }) => ({
    result,
    weight: changes.reduce<number>((sum, one) => sum + Math.max(0, one ?? 0), 0),
  }));
  const best = weights.toSorted((a, b) => b.weight - a.weight)[0]!;
  return { possible, likeliest: best.weight > 0 ? best.result : byScores(vote, before, after) };
}

/** The model whose overall score rose against the other one. Null if neither did. */
function byScores({ first, second }: WorldVote, before: Snapshot | null, after: Snapshot): Result | null {
  const scoreIn = (audit: Snapshot | null, model: string) =>
    audit?.leaderboard.overall.rows.find((row) => row.model === model)?.score ?? Number.NaN;
  const lead = (audit: Snapshot | null) => scoreIn(audit, first) - scoreIn(audit, second);
  const change = lead(after) - lead(before);
  return change > 0 ? 'first' : change < 0 ? 'second' : null;
}

/** The guess of an outsider who knows only which model is more preferred. */
function priorOf({ first, second }: WorldVote, { leaderboard }: Snapshot): Result {
  const rank = (model: string) =>
    leaderboard.overall.rows.find((row) => row.model === model)?.rank ?? Number.POSITIVE_INFINITY;
  return rank(first) <= rank(second) ? 'first' : 'second';
}

/** Whether the answers that were rated between two editions failed more often than all answers. */
function looksUnsafe(
  { specialty }: WorldVote,
  model: string,
  before: Snapshot | null,
  after: Snapshot,
): boolean {
  const rateIn = (audit: Snapshot | null, place: string | null) =>
    audit?.failureRates.find(
      (rate) =>
        rate.model === model &&
        rate.specialty === place &&
        rate.criterion === COMPOSITE &&
        rate.level === 'failure',
    );
  const [was, is] = [rateIn(before, specialty), rateIn(after, specialty)];
  const [n, failures] = [(is?.n ?? 0) - (was?.n ?? 0), (is?.failures ?? 0) - (was?.failures ?? 0)];
  const usual = rateIn(after, null);
  if (!is || n <= 0 || !usual || usual.n === 0) return failures > 0;
  return failures / n > usual.failures / usual.n;
}

/** Whether the row of a model in an edition, without a known vote, leaves one result for the other vote. */
function followsFrom(first: WorldVote, second: WorldVote, edition: Snapshot): boolean {
  const row = rowIn(edition, second.specialty, second.first);
  if (!row) return false;
  const error = Math.floor((edition.publicEdition?.countStep ?? 1) / 2);
  const left = (result: Result) => row[OF_FIRST[result]] - (first.outcome === result ? 1 : 0);
  const possible = RESULTS.filter((result) => left(result) + error > 0);
  return possible.length === 1 && possible[0] === second.outcome;
}
