import { type AnswerRating, type SingleVote, scoresAsText } from '../../audit/index.ts';
import { type FrozenCriterion, groupOf, type Pseudonym } from '../../ledger/cells/index.ts';
import type { LedgerRow } from '../../ledger/index.ts';
import { byCodeUnit } from '../../lib/index.ts';
import { ModelVersions } from './model-versions.ts';

/** The parts of the ledger that are kept during reading. */
export interface LedgerReading {
  /** Starts or restarts a group of clinicians. Returns a function that takes the judgments of the group. */
  begin(group: number): (row: LedgerRow) => void;
  /** The votes of each clinician. Their order does not depend on the order of reading. */
  votes(): SingleVote[][];
  /** The ratings of each answer that several clinicians rated. Their order does not depend on the order of reading. */
  answers(): AnswerRating[][];
  /** Number of clinicians who voted or rated an answer. */
  clinicians(): number;
  versions(): ReturnType<ModelVersions['list']>;
}

interface Kept extends AnswerRating {
  readonly clinician: Pseudonym;
  readonly judgment: string;
  /** The model as the judgment spells it. */
  readonly spelling: string;
}

/** The name under which a spelling of a model is counted. */
type NameOf = (spelling: string) => string;

interface Group {
  readonly clinicians: Set<Pseudonym>;
  readonly votes: Map<Pseudonym, SingleVote[]>;
  /** Ratings by answer and model, or by item and model if the answer has no id. */
  readonly ratings: Map<string, Kept[]>;
}

/**
 * Begins a reading of the ledger. Aliases of a model count as the model, as in the audit. Comparisons of two spellings of
 * one model are left out: they show no preference, and two answers of one model to one item cannot be told apart.
 * @see docs/decisions/0116-aliases-apply-at-publication.md
 */
export function ledgerReading(nameOf: NameOf, criteria: readonly FrozenCriterion[]): LedgerReading {
  const groups = new Map<number, Group>();
  const versions = new ModelVersions();
  return {
    begin(number) {
      const group: Group = { clinicians: new Set(), votes: new Map(), ratings: new Map() };
      const addVersions = versions.begin(number, nameOf);
      groups.set(number, group);
      return (row) => {
        const { comparison, scores } = row.entry.judgment;
        if (comparison || scores.size > 0) group.clinicians.add(row.clinician);
        if (comparison && nameOf(comparison.value.first) === nameOf(comparison.value.second)) return;
        addVersions(row.entry);
        keepVote(group, row, nameOf);
        keepRatings(group, row, { nameOf, criteria });
      };
    },
    clinicians: () => [...groups.values()].reduce((sum, { clinicians }) => sum + clinicians.size, 0),
    versions: () => versions.list(),
    votes: () =>
      [...groups.values()]
        .flatMap(({ votes }) => [...votes])
        .sort(([a], [b]) => byCodeUnit(a, b))
        .map(([, votes]) => votes),
    answers: () => {
      const answers = new Map<string, Kept[]>();
      for (const { ratings } of groups.values())
        for (const [answer, own] of ratings) answers.set(answer, [...(answers.get(answer) ?? []), ...own]);
      return [...answers]
        .sort(([a], [b]) => byCodeUnit(a, b))
        .map(([, ratings]) => onceEach(ratings))
        .filter(({ length }) => length >= 2);
    },
  };
}

function keepVote({ votes }: Group, { clinician, entry }: LedgerRow, nameOf: NameOf): void {
  const { comparison } = entry.judgment;
  if (!comparison) return;
  const own = votes.get(clinician) ?? [];
  const { first, second, outcome } = comparison.value;
  own.push({ first: nameOf(first), second: nameOf(second), outcome });
  votes.set(clinician, own);
}

function keepRatings(
  { ratings }: Group,
  { clinician, judgment, entry }: LedgerRow,
  { nameOf, criteria }: { readonly nameOf: NameOf; readonly criteria: readonly FrozenCriterion[] },
): void {
  const { item, comparison, answers, scores } = entry.judgment;
  for (const [spelling, card] of scores) {
    // Scores of a model that was not shown are not counted anywhere. The counters compare spellings, so this does, too.
    if (comparison && spelling !== comparison.value.first && spelling !== comparison.value.second) continue;
    const answer = answers.get(spelling)?.value;
    if (answer === undefined && !item) continue;
    // `#` cannot occur in a name.
    const key =
      answer === undefined ? `${item!.value}#${nameOf(spelling)}` : `#${answer}#${nameOf(spelling)}`;
    const own = ratings.get(key) ?? [];
    const text = scoresAsText(criteria, (criterion) => card.get(criterion)?.value);
    own.push({ clinician, judgment, spelling, group: groupOf(clinician), scores: text });
    ratings.set(key, own);
  }
}

/** Keeps one rating per clinician if a clinician rated an answer more than once: that with the smallest id. */
function onceEach(ratings: readonly Kept[]): Kept[] {
  const sorted = ratings.toSorted(
    (a, b) =>
      byCodeUnit(a.clinician, b.clinician) ||
      byCodeUnit(a.judgment, b.judgment) ||
      byCodeUnit(a.spelling, b.spelling),
  );
  return sorted.filter(({ clinician }, at) => at === 0 || sorted[at - 1]!.clinician !== clinician);
}
