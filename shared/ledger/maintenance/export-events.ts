import type { Rating, Retraction, Score, Vote } from '../../contracts/index.ts';
import type { Judgment, Register } from '../apply.ts';
import type { Pseudonym } from '../cells/cell.ts';
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
 * - the revision of a specialty or an item, if only a withdrawn part had it;
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
  return [...withdrawn, ...(judgment.item ? withItem(contents, judgment.item) : contents)];
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

/**
 * Adds the item to the event of its revision. If there is none, a newer event is repeated with an older revision and the
 * item, which changes nothing else.
 */
function withItem(contents: Content[], { value: item, revision }: Register<string>): Content[] {
  const index = contents.findIndex((content) => content.revision === revision);
  if (index >= 0) return contents.map((content, at) => (at === index ? { ...content, item } : content));
  const newest = contents.reduce<Content | undefined>(
    (found, content) => (found && found.revision! >= content.revision! ? found : content),
    undefined,
  );
  if (!newest) return contents;
  const older = Math.min(revision, newest.revision!);
  return older === newest.revision
    ? contents.map((content) => (content === newest ? { ...content, item } : content))
    : [...contents, { ...newest, item, revision: older }];
}
