import { type AnswerRatings, codeOfScore } from '../../audit/index.ts';
import type { Score } from '../../contracts/index.ts';
import { lengthened, Numbers, placesUpTo, sortedBy } from '../../lib/compact/index.ts';
import { byCodeUnit } from '../../lib/index.ts';

/** The ids of a rating: numbers, and the id of the judgment. */
interface RatingIds {
  /** The answer and its model, or the item and the model if the answer has no id. */
  readonly answer: number;
  readonly clinician: number;
  /** The model as the judgment spells it. */
  readonly spelling: number;
  readonly judgment: string;
}

const FIRST_SCORES = 1024;

/** The ratings of a group of clinicians, as columns. */
export class GroupRatings {
  readonly answers = new Numbers();
  readonly clinicians = new Numbers();
  readonly spellings = new Numbers();
  readonly judgments: string[] = [];
  #scores = new Uint8Array(FIRST_SCORES);
  #scored = 0;

  /** @param scores by criterion */
  add({ answer, clinician, spelling, judgment }: RatingIds, scores: readonly (Score | undefined)[]): void {
    this.answers.push(answer);
    this.clinicians.push(clinician);
    this.spellings.push(spelling);
    this.judgments.push(judgment);
    const needed = this.#scored + scores.length;
    if (needed > this.#scores.length) this.#scores = lengthened(this.#scores, 2 * needed);
    for (const score of scores) this.#scores[this.#scored++] = codeOfScore(score);
  }

  get length(): number {
    return this.judgments.length;
  }

  /** All scores, by rating and criterion. */
  get scores(): Uint8Array {
    return this.#scores.subarray(0, this.#scored);
  }
}

/** The ids to which the numbers of ratings refer. */
interface KnownIds {
  readonly answers: readonly string[];
  readonly clinicians: readonly string[];
  readonly spellings: readonly string[];
  readonly groupOf: (clinician: string) => number;
}

/**
 * The ratings of each answer that several clinicians rated, sorted by answer and clinician. If a clinician rated an answer
 * more than once, the rating with the smallest id counts.
 */
export function ratingsByAnswer(
  groups: readonly GroupRatings[],
  criteria: number,
  ids: KnownIds,
): AnswerRatings {
  const answer = joinedColumn(groups, 'answers');
  const clinician = joinedColumn(groups, 'clinicians');
  const spelling = joinedColumn(groups, 'spellings');
  const judgments = groups.flatMap((group) => group.judgments);
  const scores = joinedScores(groups);
  const isEarlier = (a: number, b: number) =>
    (byCodeUnit(judgments[a]!, judgments[b]!) ||
      byCodeUnit(ids.spellings[spelling[a]!]!, ids.spellings[spelling[b]!]!)) < 0;

  const kept = new Uint32Array(answer.length);
  const starts = [0];
  let length = 0;
  const endAnswer = () => {
    const start = starts.at(-1)!;
    if (length - start >= 2) starts.push(length);
    else length = start;
  };
  let last = -1;
  for (const rating of inOrder(answer, clinician, ids)) {
    const isNewAnswer = last < 0 || answer[last] !== answer[rating];
    if (isNewAnswer) endAnswer();
    if (isNewAnswer || clinician[last] !== clinician[rating]) kept[length++] = rating;
    else if (isEarlier(rating, kept[length - 1]!)) kept[length - 1] = rating;
    last = rating;
  }
  endAnswer();

  const sorted = { groups: new Uint8Array(length), scores: new Uint8Array(length * criteria) };
  const groupOf = ids.clinicians.map(ids.groupOf);
  for (let at = 0; at < length; at++) {
    const rating = kept[at]!;
    sorted.groups[at] = groupOf[clinician[rating]!]!;
    sorted.scores.set(scores.subarray(rating * criteria, (rating + 1) * criteria), at * criteria);
  }
  return { starts, ...sorted };
}

/** The ratings sorted by the ids of their answers, then of their clinicians. */
function inOrder(answer: Int32Array, clinician: Int32Array, ids: KnownIds): Uint32Array {
  const [ranksOfAnswers, ranksOfClinicians] = [ranksOf(ids.answers), ranksOf(ids.clinicians)];
  const byClinician = sortedBy(
    clinician.map((number) => ranksOfClinicians[number]!),
    placesUpTo(answer.length),
  );
  return sortedBy(
    answer.map((number) => ranksOfAnswers[number]!),
    byClinician,
  );
}

/** The place of each id in the order of code units. */
function ranksOf(ids: readonly string[]): Int32Array {
  const ranks = new Int32Array(ids.length);
  const order = placesUpTo(ids.length).sort((a, b) => byCodeUnit(ids[a]!, ids[b]!));
  for (const [rank, id] of order.entries()) ranks[id] = rank;
  return ranks;
}

function joinedColumn(
  groups: readonly GroupRatings[],
  name: 'answers' | 'clinicians' | 'spellings',
): Int32Array {
  const column = new Int32Array(groups.reduce((sum, { length }) => sum + length, 0));
  let next = 0;
  for (const group of groups)
    for (let rating = 0; rating < group.length; rating++) column[next++] = group[name].at(rating);
  return column;
}

function joinedScores(groups: readonly GroupRatings[]): Uint8Array {
  const joined = new Uint8Array(groups.reduce((sum, { scores }) => sum + scores.length, 0));
  let next = 0;
  for (const { scores } of groups) {
    joined.set(scores, next);
    next += scores.length;
  }
  return joined;
}
