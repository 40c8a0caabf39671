import type { Rating, Retraction, Vote } from '../contracts/event.ts';
import type { Pseudonym } from '../contracts/pseudonym.ts';
import type { Score } from '../contracts/score.ts';
import type { Judgment, Register } from '../judgments/judgment.ts';
import type { LedgerRow, StudyStore } from './port.ts';

/** An event as an operator may import it: with the pseudonym in the clinician's place. */
export type ExportedEvent = Exported<Vote> | Exported<Rating> | Exported<Retraction>;
type Exported<E> = Omit<E, 'clinician'> & { readonly pseudonym: Pseudonym };

/**
 * Everything a study's ledger holds, as events: imported into an empty study they give the same registers with the same
 * revisions, the same withdrawals, the same clinicians with the same countries, and so the same counters and the same audit.
 *
 * Not carried over: marks of erased clinicians, who wrote a judgment, and of judgments with a withdrawn part the revision
 * of specialty and item, where only what was withdrawn had it. Countries of a clinician of whom nothing but
 * withdrawals is left.
 */
export async function* exportEvents(
  store: Pick<StudyStore, 'study' | 'participants' | 'judgments'>,
): AsyncGenerator<ExportedEvent> {
  for await (const { clinician, countries } of store.participants()) {
    const untold = [...countries];
    let last: Exported<Vote> | Exported<Rating> | undefined;
    for await (const row of store.judgments(clinician))
      for (const event of eventsOf(store.study, row)) {
        if (event.kind === 'retraction') {
          yield event;
          continue;
        }
        const country = untold.shift();
        last = event;
        yield country === undefined ? event : { ...event, country };
      }
    // Said once more, an event changes nothing but where its clinician was seen.
    if (last) for (const country of untold) yield { ...last, country };
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

/** One event a revision: the vote with the scores that share its revision, the other scores by model. */
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
  const belongs = ({ model, revision }: (typeof cards)[number]) =>
    revision === voted && (model === shown?.first || model === shown?.second);
  const ratings = cards
    .filter((card) => !belongs(card))
    .map((card): Content => ({ kind: 'rating', ...base, ...card }));
  if (!shown || voted === undefined) return ratings;
  const own = cards.filter(belongs).map((card): [string, Record<string, Score>] => [card.model, card.scores]);
  const said = own.length > 0 ? { scores: Object.fromEntries(own) } : {};
  return [{ kind: 'vote', ...base, ...shown, ...said, revision: voted }, ...ratings];
}

/** The item goes with what has its revision; else with an older copy of something newer, which changes nothing else. */
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
