import type { AnswerRatings, SingleVote } from '../../audit/index.ts';
import { type FrozenCriterion, groupOf, type Pseudonym } from '../../ledger/cells/index.ts';
import type { LedgerRow } from '../../ledger/index.ts';
import { Ids } from '../../lib/compact/index.ts';
import { byCodeUnit } from '../../lib/index.ts';
import { GroupRatings, ratingsByAnswer } from './answer-ratings.ts';
import { ModelVersions } from './model-versions.ts';

/** The parts of the ledger that are kept during reading. */
export interface LedgerReading {
  /** Starts or restarts a group of clinicians. Returns a function that takes the judgments of the group. */
  begin(group: number): (row: LedgerRow) => void;
  /** The votes of each clinician. Their order does not depend on the order of reading. */
  votes(): SingleVote[][];
  /** The ratings of each answer that several clinicians rated. Their order does not depend on the order of reading. */
  answers(): AnswerRatings;
  /** Number of clinicians who voted or rated an answer. */
  clinicians(): number;
  versions(): ReturnType<ModelVersions['list']>;
}

/** The name under which a spelling of a model is counted. */
type NameOf = (spelling: string) => string;

interface Group {
  readonly clinicians: Set<Pseudonym>;
  readonly votes: Map<Pseudonym, SingleVote[]>;
  readonly ratings: GroupRatings;
}

/**
 * Begins a reading of the ledger. Aliases of a model count as the model, as in the audit. Comparisons of two spellings of
 * one model are left out: they show no preference, and two answers of one model to one item cannot be told apart.
 * @see docs/decisions/0116-aliases-apply-at-publication.md
 */
export function ledgerReading(nameOf: NameOf, criteria: readonly FrozenCriterion[]): LedgerReading {
  const groups = new Map<number, Group>();
  const ids = { clinicians: new Ids(), answers: new Ids(), spellings: new Ids() };
  const versions = new ModelVersions();
  const voteOf = sharedVotes(nameOf);

  const keepVote = ({ votes }: Group, { clinician, entry }: LedgerRow): void => {
    const { comparison } = entry.judgment;
    if (!comparison) return;
    const own = votes.get(clinician) ?? [];
    own.push(voteOf(comparison.value));
    votes.set(clinician, own);
  };

  const keepRatings = ({ ratings }: Group, { clinician, judgment, entry }: LedgerRow): void => {
    const { item, comparison, answers, scores } = entry.judgment;
    for (const [spelling, card] of scores) {
      // Scores of a model that was not shown are not counted anywhere. The counters compare spellings, so this does, too.
      if (comparison && spelling !== comparison.value.first && spelling !== comparison.value.second) continue;
      const answer = answers.get(spelling)?.value;
      if (answer === undefined && !item) continue;
      // `#` cannot occur in a name.
      const key =
        answer === undefined ? `${item!.value}#${nameOf(spelling)}` : `#${answer}#${nameOf(spelling)}`;
      ratings.add(
        {
          answer: ids.answers.numberOf(key),
          clinician: ids.clinicians.numberOf(clinician),
          spelling: ids.spellings.numberOf(spelling),
          judgment,
        },
        criteria.map(({ id }) => card.get(id)?.value),
      );
    }
  };

  return {
    begin(number) {
      const group: Group = { clinicians: new Set(), votes: new Map(), ratings: new GroupRatings() };
      const addVersions = versions.begin(number, nameOf);
      groups.set(number, group);
      return (row) => {
        const { comparison, scores } = row.entry.judgment;
        if (comparison || scores.size > 0) group.clinicians.add(row.clinician);
        if (comparison && nameOf(comparison.value.first) === nameOf(comparison.value.second)) return;
        addVersions(row.entry);
        keepVote(group, row);
        keepRatings(group, row);
      };
    },
    clinicians: () => [...groups.values()].reduce((sum, { clinicians }) => sum + clinicians.size, 0),
    versions: () => versions.list(),
    votes: () =>
      [...groups.values()]
        .flatMap(({ votes }) => [...votes])
        .sort(([a], [b]) => byCodeUnit(a, b))
        .map(([, votes]) => votes),
    answers: () =>
      ratingsByAnswer(
        [...groups.values()].map(({ ratings }) => ratings),
        criteria.length,
        {
          answers: ids.answers.list,
          clinicians: ids.clinicians.list,
          spellings: ids.spellings.list,
          groupOf: (clinician) => groupOf(clinician as Pseudonym),
        },
      ),
  };
}

/** Returns the same object for equal votes, because a study has few different ones. */
function sharedVotes(nameOf: NameOf): (vote: SingleVote) => SingleVote {
  const votes = new Map<string, SingleVote>();
  return ({ first, second, outcome }) => {
    const key = `${first}#${second}#${outcome}`;
    let vote = votes.get(key);
    if (!vote) {
      vote = { first: nameOf(first), second: nameOf(second), outcome };
      votes.set(key, vote);
    }
    return vote;
  };
}
