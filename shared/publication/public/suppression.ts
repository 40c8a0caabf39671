import { COMPOSITE } from '../../contracts/index.ts';
import { byCodeUnit } from '../../lib/index.ts';
import {
  type Figure,
  type Figures,
  figureKey,
  type NumberList,
  OUTCOME_SUBJECTS,
  type Subject,
} from './figures.ts';

/**
 * How a public edition shows a figure. `fresh`: as it is now. `held`: as in the last public edition, because fewer than
 * `suppressBelow` clinicians changed it since. `hidden`: not at all.
 */
export type Showing = 'fresh' | 'held' | 'hidden';

/** The digests of each figure as the public editions last showed it, in any order. */
export type ShownFigures = ReadonlyMap<string, NumberList>;

export interface Suppression {
  /** A figure without any clinician is fresh: it shows nothing. */
  showing(model: string | null, specialty: string | null, subject: Subject): Showing;
  /** The figures that are held or hidden. */
  readonly withheld: ReadonlyMap<string, Exclude<Showing, 'fresh'>>;
  /** The figures that no clinician changed since they were last shown. */
  readonly unchanged: ReadonlySet<string>;
}

/**
 * Decides for every figure how a public edition shows it. At least `least` clinicians are behind each figure that is
 * shown, and none of them gave more than half of it. Between two editions, a figure changes by the rows of no clinician,
 * or of at least `least`. Further figures are withheld, so that sums over models, specialties and outcomes
 * do not reveal a withheld figure.
 * @param unsettled figures that may have changed before the time of their digests in `shown`
 * @see docs/decisions/0131-public-figures-move-by-several-clinicians.md
 */
export function suppress(
  figures: Figures,
  shown: ShownFigures,
  least: number,
  unsettled: ReadonlySet<string> = new Set(),
): Suppression {
  const withheld = new Map<string, Exclude<Showing, 'fresh'>>();
  const changes = new Map<string, number>();
  for (const [key, figure] of figures) {
    const before = shown.get(key);
    // This subject decides about names and about the whole edition, and is no figure that could be held.
    const canBeHeld = before !== undefined && figure.subject !== 'seen';
    const changed = canBeHeld ? changedUnits(before, figure.digests) : 0;
    changes.set(key, changed);
    if (restsOnFew(figure, least)) withheld.set(key, 'hidden');
    else if (canBeHeld && changed < least && (changed > 0 || unsettled.has(key))) withheld.set(key, 'held');
  }
  const lines = linesOf(figures);
  let before: number;
  do {
    before = countWithheld(withheld);
    for (const line of lines) {
      hideMore(line, { figures, withheld, least });
      holdMore(line, { changes, withheld, least });
    }
  } while (countWithheld(withheld) !== before);
  return {
    withheld,
    showing: (model, specialty, subject) => withheld.get(figureKey(model, specialty, subject)) ?? 'fresh',
    unchanged: new Set([...figures.keys()].filter((key) => shown.has(key) && changes.get(key) === 0)),
  };
}

/** The figures after an edition. A figure that the edition does not show anew stays as it was last shown. */
export function shownAfter(
  shown: ShownFigures,
  figures: Figures,
  { withheld }: Pick<Suppression, 'withheld'>,
): ShownFigures {
  const fresh = [...figures].filter(([key, { subject }]) => subject === 'seen' || !withheld.has(key));
  return new Map([...shown, ...fresh.map(([key, { digests }]) => [key, digests] as const)]);
}

/** Hidden figures count twice, because a held figure may become hidden. */
const countWithheld = (withheld: ReadonlyMap<string, Showing>): number =>
  [...withheld.values()].reduce((sum, how) => sum + (how === 'hidden' ? 2 : 1), 0);

const restsOnFew = ({ units, total, largest }: Figure, least: number): boolean =>
  units.length < least || (least > 1 && 2 * largest > total);

/**
 * A lower bound of the number of units whose digests differ between two editions. Each unit that differs adds at most
 * one digest and removes at most one. Equal digests of different parts only lower the result.
 */
export function changedUnits(before: Iterable<number>, now: Iterable<number>): number {
  const counts = new Map<number, number>();
  for (const digest of before) counts.set(digest, (counts.get(digest) ?? 0) + 1);
  let added = 0;
  for (const digest of now) {
    const left = counts.get(digest) ?? 0;
    if (left > 0) counts.set(digest, left - 1);
    else added += 1;
  }
  const removed = [...counts.values()].reduce((sum, left) => sum + left, 0);
  return Math.max(added, removed);
}

/**
 * The keys of figures of which one is the sum of the others: a model over specialties, a specialty over models, the
 * study over models and over specialties, and complete answers over outcomes.
 */
function linesOf(figures: Figures): string[][] {
  const lines = new Map<string, string[]>();
  const put = (line: string, key: string) => {
    const keys = lines.get(line) ?? [];
    keys.push(key);
    lines.set(line, keys);
  };
  for (const [key, { model, specialty, subject }] of figures) {
    // This subject only decides about names. Its numbers are not shown, so no sum reveals a hidden one.
    if (subject === 'seen') continue;
    if (model !== null) put(`row#${model}#${subject}`, key);
    if (specialty !== null) put(`column#${specialty}#${subject}`, key);
    if (specialty === null) put(`models#${subject}`, key);
    if (model === null) put(`specialties#${subject}`, key);
  }
  const all = [figureKey(null, null, `score:${COMPOSITE}`)];
  const outcomes = OUTCOME_SUBJECTS.map(([, subject]) => figureKey(null, null, subject));
  return [...lines.values(), [...all, ...outcomes].filter((key) => figures.has(key))].map((keys) =>
    keys.toSorted(smallestFirst(figures)),
  );
}

const smallestFirst = (figures: Figures) => (a: string, b: string) => {
  const [one, other] = [figures.get(a)!, figures.get(b)!];
  return one.units.length - other.units.length || one.total - other.total || byCodeUnit(a, b);
};

interface Line {
  readonly withheld: Map<string, Exclude<Showing, 'fresh'>>;
  readonly least: number;
}

/** Hides further figures of a line until the hidden ones are at least two, and at least `least` units are behind them. */
function hideMore(
  line: readonly string[],
  { figures, withheld, least }: Line & { readonly figures: Figures },
): void {
  const hidden = line.filter((key) => withheld.get(key) === 'hidden');
  if (hidden.length === 0) return;
  const behind = new Set<number>();
  for (const key of hidden) for (const unit of figures.get(key)!.units) behind.add(unit);
  for (const key of line) {
    if (hidden.length >= 2 && behind.size >= least) return;
    if (withheld.get(key) === 'hidden') continue;
    withheld.set(key, 'hidden');
    hidden.push(key);
    for (const unit of figures.get(key)!.units) behind.add(unit);
  }
}

/** Holds further changed figures of a line, until at least `least` units changed one of the held figures. */
function holdMore(
  line: readonly string[],
  { changes, withheld, least }: Line & { readonly changes: ReadonlyMap<string, number> },
): void {
  const held = line.filter((key) => withheld.get(key) === 'held');
  if (held.length === 0 || held.some((key) => changes.get(key)! >= least)) return;
  const next = line.find((key) => !withheld.has(key) && changes.get(key)! >= least);
  if (next !== undefined) withheld.set(next, 'held');
}
