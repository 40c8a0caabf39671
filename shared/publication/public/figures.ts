import { COMPOSITE } from '../../contracts/index.ts';
import { type Cell, type Counts, FATES, type FrozenCriterion } from '../../ledger/cells/index.ts';
import { lengthened } from '../../lib/compact/index.ts';
import { readableSlots, type SlotPath } from '../cells/readable-slots.ts';
import { mixedBits, partHash } from './part-hash.ts';

/**
 * The figures of an audit by the clinicians behind them. A figure counts one subject for a model in a specialty, for a
 * model, for a specialty, or for the study.
 */
export type Subject =
  | 'seen'
  | 'votes'
  | 'position'
  | 'unequal'
  | 'incomplete'
  | `score:${string}`
  | `outcome:${string}`;

/** The name of a figure. Names of models and specialties do not contain `#`. */
export const figureKey = (model: string | null, specialty: string | null, subject: Subject): string =>
  `${model ?? ''}#${specialty ?? ''}#${subject}`;

/** A figure: the units behind it, and how its answers or votes are spread over them. */
export interface Figure {
  readonly model: string | null;
  readonly specialty: string | null;
  readonly subject: Subject;
  /** Numbers of the units, ascending. A unit is a clinician, or a group of clinicians. */
  readonly units: NumberList;
  /**
   * A digest of 16 bits of the part of each unit. Different parts may share a digest. Units that only change the weights of
   * the figure have a digest, too.
   */
  readonly digests: NumberList;
  readonly total: number;
  /** The largest part of one unit. */
  readonly largest: number;
}

/** Numbers in a plain or a typed array. */
export type NumberList = ArrayLike<number> & Iterable<number>;

/** All figures by key. */
export type Figures = ReadonlyMap<string, Figure>;

/** The form of the digests. Raise it if equal data give other digests than before. */
export const DIGEST_FORM = 3;

/** A figure that still grows. A large study has ten million digests, so they are in typed arrays. */
interface OpenFigure {
  units: Uint32Array;
  unitCount: number;
  digests: Uint16Array;
  digestCount: number;
  total: number;
  largest: number;
}

/** The names under which an audit counts models and specialties. */
export interface NamesOf {
  readonly models: (spelling: string) => string;
  readonly specialties: (spelling: string) => string;
}

/** The setting of counters, and of judgments without an item and a site. */
export const NO_SETTING = 0;

type CellKey = Pick<Cell, 'specialty' | 'x' | 'y'>;

/** A part of one unit: a sum of hashes, which does not depend on the order of addition, and a number of answers. */
interface Part {
  hash: number;
  weight: number;
}

/** The sum of the parts of one unit, by figure. */
export interface UnitFigures {
  readonly parts: Iterable<readonly [key: string, part: Readonly<Part>]>;
  /** Adds the counts of a cell, or of one judgment in it. `setting`: a number for the item and the site. */
  add(cell: CellKey, counts: Counts, setting?: number): void;
}

type Side = 'x' | 'y';
interface Effect {
  /** Null: the figure of the study alone. */
  readonly side: Side | null;
  readonly subject: Subject;
  readonly hash: number;
  readonly weight: 0 | 1;
  /** Whether it is the effect of a vote, and not of a rating. */
  readonly isOfVote: boolean;
}

/** Begins a unit. Counts of cells with the same sums give the same figures, in any order. */
export const unitFigures = (criteria: readonly FrozenCriterion[], names: NamesOf): UnitFigures =>
  unitCounter(criteria, names)();

/** Returns the function that begins a unit. */
export function unitCounter(criteria: readonly FrozenCriterion[], names: NamesOf): () => UnitFigures {
  const numbers = new FigureNumbers();
  const seen = numbers.subject('seen');
  const effects = new Map(
    [...effectsOf(criteria)].map(([slot, list]) => [
      slot,
      list.map((effect) => ({ ...effect, at: numbers.subject(effect.subject) })),
    ]),
  );
  return () => {
    const parts = new Map<number, Part>();
    const addTo = (places: readonly number[], subject: number, hash: number, weight: number) => {
      for (const place of places) {
        const part = parts.get(place + subject);
        if (part === undefined) parts.set(place + subject, { hash: hash >>> 0, weight });
        else {
          part.hash = (part.hash + hash) >>> 0;
          part.weight += weight;
        }
      }
    };
    return {
      parts: {
        *[Symbol.iterator]() {
          for (const [number, part] of parts) yield [numbers.keyOf(number), part] as const;
        },
      },
      add({ specialty: spelling, x, y }, counts, setting = NO_SETTING) {
        const within = (hash: number) => (setting === NO_SETTING ? hash : mixedBits(hash ^ setting));
        const specialty = names.specialties(spelling);
        const models = { x: names.models(x), y: y === '' ? null : names.models(y) };
        const cell = partHash(`${specialty}#${models.x}#${models.y ?? ''}`);
        const study = [numbers.place(null, null)];
        const placesOf = (model: string | null) =>
          model === null
            ? []
            : [
                ...[numbers.place(model, specialty), numbers.place(model, null)],
                ...[numbers.place(null, specialty), ...study],
              ];
        const places = { x: placesOf(models.x), y: placesOf(models.y) };
        for (const [slot, count] of counts) {
          const whole = Math.imul(within(mixedBits(cell ^ partHash(slot))), count);
          for (const side of ['x', 'y'] as const) addTo(places[side], seen, whole, count);
          for (const { side, at, hash, weight, isOfVote } of effects.get(slot) ?? []) {
            // Votes on two spellings of one model count in no figure.
            if (models.x === models.y && isOfVote) continue;
            addTo(side === null ? study : places[side], at, Math.imul(within(hash), count), count * weight);
          }
        }
      },
    };
  };
}

/** Numbers the figures of a study. A figure is the sum of two numbers, because texts as keys would take ten times as long. */
class FigureNumbers {
  readonly #subjects = new Map<Subject, number>();
  readonly #names: Subject[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #places: string[] = [];
  readonly #keys = new Map<number, string>();

  /** The number of a subject. All of them are below {@link SUBJECTS_LIMIT}. */
  subject(subject: Subject): number {
    const number = this.#subjects.get(subject) ?? this.#names.push(subject) - 1;
    this.#subjects.set(subject, number);
    return number;
  }

  /** The number of a place. */
  place(model: string | null, specialty: string | null): number {
    const place = `${model ?? ''}#${specialty ?? ''}#`;
    const number = this.#numbers.get(place) ?? (this.#places.push(place) - 1) * SUBJECTS_LIMIT;
    this.#numbers.set(place, number);
    return number;
  }

  /** The key of the figure of a place and a subject. */
  keyOf(number: number): string {
    const known = this.#keys.get(number);
    if (known !== undefined) return known;
    const subject = number % SUBJECTS_LIMIT;
    const [model, specialty] = this.#places[(number - subject) / SUBJECTS_LIMIT]!.split('#');
    const key = figureKey(model!, specialty!, this.#names[subject]!);
    this.#keys.set(number, key);
    return key;
  }
}

/** More than the subjects of a study with 24 criteria. */
const SUBJECTS_LIMIT = 64;

/** The figures that each slot of a cell counts in. */
function effectsOf(criteria: readonly FrozenCriterion[]): ReadonlyMap<string, readonly Effect[]> {
  const scores = [COMPOSITE, ...criteria.map(({ id }) => id)].map((id): Subject => `score:${id}`);
  return new Map([...readableSlots(criteria)].map(([slot, path]) => [slot, effectsOfSlot(path, scores)]));
}

/** @param scores the subjects whose rates weigh the outcomes of votes */
function effectsOfSlot([field, ...rest]: SlotPath, scores: readonly Subject[]): Effect[] {
  const effect = (side: Side | null, subject: Subject, part: string, weight: 0 | 1 = 1): Effect => ({
    ...{ side, subject, weight },
    hash: partHash(part),
    isOfVote: field === 'votes',
  });
  if (field === 'votes') return effectsOfVote(String(rest[0]), effect, scores);
  if (field === 'unequal') return [effect(null, 'unequal', String(rest[0]))];
  const side = field === 'xAnswers' ? 'x' : 'y';
  const [what, name, at, kind] = rest;
  if (what === 'incomplete')
    return [
      effect(null, 'incomplete', 'incomplete'),
      // The counter does not say which outcome the answer had.
      ...OUTCOME_SUBJECTS.map(([, subject]) => effect(null, subject, 'incomplete', 0)),
    ];
  if (what === 'scores') return [effect(side, `score:${name}`, `${at}`)];
  // These counts only weigh the scores of a criterion, which are counted already.
  if (what === 'outcomes')
    return [
      effect(side, `score:${name}`, `${at} ${kind}`, 0),
      effect(null, `outcome:${at}`, `${name} ${kind}`, 0),
    ];
  return [effect(side, `score:${COMPOSITE}`, `${name} ${at}`), effect(null, `outcome:${name}`, `${at}`)];
}

/**
 * The effects of a vote. A rate weighs the outcomes of rated answers by those of all displayed ones. So a vote without
 * ratings changes the rates of its models and the coverage of its outcome.
 */
function effectsOfVote(
  name: string,
  effect: (side: Side | null, subject: Subject, part: string, weight?: 0 | 1) => Effect,
  scores: readonly Subject[],
): Effect[] {
  const winner = name.startsWith('x') ? 'x' : name.startsWith('y') ? 'y' : null;
  const undecided = name === 'tie' ? 'tied' : 'bothBad';
  const place = name.endsWith('First') ? 'first' : 'second';
  const ofAnswers = (['x', 'y'] as const).flatMap((side) => {
    const fate = winner === null ? undecided : side === winner ? 'won' : 'lost';
    return [
      effect(side, 'votes', winner === null ? name : fate),
      effect(null, `outcome:${fate}`, `displayed ${fate}`, 0),
      ...scores.map((subject) => effect(side, subject, `displayed ${fate}`, 0)),
    ];
  });
  return winner === null ? ofAnswers : [...ofAnswers, effect(null, 'position', place)];
}

/** The outcomes of an answer, with the figure that counts complete answers with this outcome. */
export const OUTCOME_SUBJECTS = FATES.map((fate) => [fate, `outcome:${fate}`] as const);

/** Joins the figures of units. A figure to which a unit adds no answer or vote does not list the unit. */
export function figuresOf(units: Iterable<UnitFigures['parts']>): Figures {
  const open = new Map<string, OpenFigure>();
  let unit = 0;
  for (const parts of units) {
    for (const [key, part] of parts) {
      const figure = open.get(key) ?? opened();
      open.set(key, figure);
      addUnit(figure, unit, part);
    }
    unit += 1;
  }
  return new Map(
    [...open]
      .filter(([, { unitCount }]) => unitCount > 0)
      .map(([key, figure]) => [key, closed(key, figure)] as const),
  );
}

const opened = (): OpenFigure => ({
  ...{ units: new Uint32Array(8), unitCount: 0, digests: new Uint16Array(8), digestCount: 0 },
  ...{ total: 0, largest: 0 },
});

function addUnit(figure: OpenFigure, unit: number, { hash, weight }: Readonly<Part>): void {
  if (weight > 0) {
    if (figure.unitCount === figure.units.length)
      figure.units = lengthened(figure.units, 2 * figure.unitCount);
    figure.units[figure.unitCount++] = unit;
  }
  if (figure.digestCount === figure.digests.length)
    figure.digests = lengthened(figure.digests, 2 * figure.digestCount);
  figure.digests[figure.digestCount++] = mixedBits(hash) & 0xffff;
  figure.total += weight;
  figure.largest = Math.max(figure.largest, weight);
}

function closed(key: string, { units, unitCount, digests, digestCount, total, largest }: OpenFigure): Figure {
  const [model, specialty, subject] = key.split('#') as [string, string, Subject];
  return {
    model: model === '' ? null : model,
    specialty: specialty === '' ? null : specialty,
    ...{ subject, total, largest },
    units: units.slice(0, unitCount),
    digests: digests.slice(0, digestCount),
  };
}
