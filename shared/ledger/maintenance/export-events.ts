import type { Rating, Retraction, Score, Vote } from '../../contracts/index.ts';
import { compareComparisons } from '../apply.ts';
import type { Pseudonym } from '../cells/cell.ts';
import type { Judgment, Register } from '../judgment.ts';

import type { LedgerRow, StudyStore } from '../port.ts';

/** An event that an operator can import: it has the pseudonym instead of the clinician. */
export type ExportedEvent = Exported<Vote> | Exported<Rating> | Exported<Retraction>;
type Exported<E> = Omit<E, 'clinician'> & { readonly pseudonym: Pseudonym };

/**
 * The content of a study's ledger as events. An import of them into an empty study gives the same registers and revisions,
 * the same withdrawals, and the same clinicians with the same countries. Therefore, counters and audit are also the same.
 *
 * Some facts are lost:
 * - the marks of erased clinicians, and the writers of judgments;
 * - the revision of a specialty, site, item, answer or version, if only a withdrawn part had it;
 * - the answer or version of a model that the judgment does not compare, or its revision, if no vote that loses can name it;
 * - the countries of a clinician, if only withdrawals of this clinician are left.
 */
export async function* exportEvents(
  store: Pick<StudyStore, 'study' | 'participants' | 'judgments'>,
): AsyncGenerator<ExportedEvent> {
  for await (const { clinician, countries } of store.participants()) {
    const remaining = [...countries];
    let last: Exported<Vote> | Exported<Rating> | undefined;
    for await (const row of store.judgments(clinician))
      for (const event of eventsOf(store.study, row)) {
        if (event.kind === 'retraction') {
          yield event;
          continue;
        }
        const country = remaining.shift();
        last = event;
        yield country === undefined ? event : { ...event, country };
      }
    // A repeated event changes nothing, except that it adds its country.
    if (last) for (const country of remaining) yield { ...last, country };
  }
}

type Content = Exported<Vote> | Exported<Rating>;

function eventsOf(study: string, { clinician, judgment: id, entry }: LedgerRow): ExportedEvent[] {
  const { judgment, at } = entry;
  const who = { judgment: id, study, pseudonym: clinician, at };
  const { vote, ratings } = judgment.voided;
  const withdrawn =
    vote || ratings ? [{ kind: 'retraction', ...who, part: partOf(vote, ratings) } as const] : [];
  const contents = judgment.specialty
    ? contentsOf(judgment, { ...who, specialty: judgment.specialty.value })
    : [];
  return [...withdrawn, ...withSite(withItem(withNamesOfModels(contents, judgment), judgment), judgment)];
}

const partOf = (vote: boolean, ratings: boolean): Retraction['part'] =>
  vote && ratings ? 'all' : vote ? 'vote' : 'ratings';

/** One event per revision. The vote carries the scores of its revision, and ratings carry the others, model by model. */
function contentsOf(
  { comparison, scores }: Judgment,
  base: Pick<Content, 'judgment' | 'study' | 'pseudonym' | 'at' | 'specialty'>,
): Content[] {
  const cards = [...scores].flatMap(([model, card]) =>
    [...Map.groupBy(card, ([, { revision }]) => revision)].map(([revision, entries]) => ({
      model,
      revision,
      scores: Object.fromEntries(
        entries.map(([criterion, { value }]): [string, Score] => [criterion, value]),
      ),
    })),
  );
  const { value: shown, revision: voted } = comparison ?? {};
  const isOfVote = ({ model, revision }: (typeof cards)[number]) =>
    revision === voted && (model === shown?.first || model === shown?.second);
  const ratings = cards
    .filter((card) => !isOfVote(card))
    .map((card): Content => ({ kind: 'rating', ...base, ...card }));
  if (!shown || voted === undefined) return ratings;
  const votedCards = cards
    .filter(isOfVote)
    .map((card): [string, Record<string, Score>] => [card.model, card.scores]);
  const votedScores = votedCards.length > 0 ? { scores: Object.fromEntries(votedCards) } : {};
  return [{ kind: 'vote', ...base, ...shown, ...votedScores, revision: voted }, ...ratings];
}

const withItem = (contents: Content[], { item }: Judgment): Content[] =>
  item ? withField(contents, item, (content, value) => ({ ...content, item: value })) : contents;

const withSite = (contents: Content[], { site }: Judgment): Content[] =>
  site ? withField(contents, site, (content, value) => ({ ...content, site: value })) : contents;

type Put = (content: Content, value: string) => Content;

/**
 * Puts a value into the event of its revision. If there is none, a newer event is repeated with an older revision and the
 * value, which changes nothing else.
 * @param isFor the events that can carry the value
 */
function withField(
  contents: Content[],
  { value, revision }: Register<string>,
  put: Put,
  isFor: (content: Content) => boolean = () => true,
): Content[] {
  const index = contents.findIndex((content) => content.revision === revision && isFor(content));
  if (index >= 0) return contents.map((content, at) => (at === index ? put(content, value) : content));
  const newest = contents
    .filter(isFor)
    .reduce<Content | undefined>(
      (found, content) => (found && found.revision! >= content.revision! ? found : content),
      undefined,
    );
  if (!newest) return contents;
  const older = Math.min(revision, newest.revision!);
  return older === newest.revision
    ? contents.map((content) => (content === newest ? put(content, value) : content))
    : [...contents, put({ ...withoutNamesOfModels(newest), revision: older }, value)];
}

function withoutNamesOfModels(content: Content): Content {
  if (content.kind === 'vote') {
    const { answers: _, modelVersions: _versions, ...vote } = content;
    return vote;
  }
  const { answer: _, modelVersion: _version, ...rating } = content;
  return rating;
}

const MODEL_FIELDS = ['answers', 'versions'] as const;

/** Puts the answer and the version of each model into an event about this model. */
function withNamesOfModels(contents: Content[], judgment: Judgment): Content[] {
  let given = contents;
  for (const field of MODEL_FIELDS)
    for (const [model, register] of judgment[field]) {
      const isAbout = (content: Content) =>
        content.kind === 'rating'
          ? content.model === model
          : content.first === model || content.second === model;
      if (!given.some((content) => isAbout(content) && content.revision! >= register.revision)) {
        const carrier = losingVote(given, model, register.revision, judgment);
        if (carrier) given = given.concat(carrier);
      }
      given = withField(given, register, put[field](model), isAbout);
    }
  return given;
}

const pairWith = (
  content: Exported<Vote>,
  model: string,
  value: string,
  [first = null, second = null]: readonly (string | null)[],
): [string | null, string | null] => (content.first === model ? [value, second] : [first, value]);

const put: Readonly<Record<(typeof MODEL_FIELDS)[number], (model: string) => Put>> = {
  answers: (model) => (content, value) =>
    content.kind === 'rating'
      ? { ...content, answer: value }
      : { ...content, answers: pairWith(content, model, value, content.answers ?? []) },
  versions: (model) => (content, value) =>
    content.kind === 'rating'
      ? { ...content, modelVersion: value }
      : { ...content, modelVersions: pairWith(content, model, value, content.modelVersions ?? []) },
};

/**
 * A vote on a model that the judgment does not compare. It loses against the comparison, so that it only sets the
 * answer of this model. Null if no pair of known models makes such a vote.
 */
function losingVote(
  contents: readonly Content[],
  model: string,
  revision: number,
  { comparison, answers, versions, scores }: Judgment,
): Exported<Vote> | null {
  const vote = contents.find((content) => content.kind === 'vote');
  if (!vote || !comparison) return null;
  const { answers: _answers, modelVersions: _versions, scores: _scores, ...base } = vote;
  const others = new Set([vote.first, vote.second, ...answers.keys(), ...versions.keys(), ...scores.keys()]);
  others.delete(model);
  for (const other of others)
    for (const [first, second] of [
      [model, other],
      [other, model],
    ] as const) {
      // A vote of a higher revision would replace the comparison.
      const carried = Math.min(revision, comparison.revision);
      const loses =
        carried < comparison.revision ||
        compareComparisons({ ...comparison.value, first, second }, comparison.value) > 0;
      if (loses) return { ...base, first, second, revision: carried };
    }
  return null;
}
