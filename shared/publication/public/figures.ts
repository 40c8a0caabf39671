import { COMPOSITE } from '../../contracts/index.ts';
import { type Cell, type Counts, FATES, type FrozenCriterion } from '../../ledger/cells/index.ts';
import { readableSlots, type SlotPath } from '../cells/readable-slots.ts';

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
  readonly units: readonly number[];
  /** For each unit, a digest of 16 bits of its own part of the figure. Different parts may share a digest. */
  readonly digests: readonly number[];
  readonly total: number;
  /** The largest part of one unit. */
  readonly largest: number;
}

/** All figures by key. */
export type Figures = ReadonlyMap<string, Figure>;

interface OpenFigure extends Figure {
  readonly units: number[];
  readonly digests: number[];
  total: number;
  largest: number;
}

/** The names under which an audit counts models and specialties. */
export interface NamesOf {
  readonly models: (spelling: string) => string;
  readonly specialties: (spelling: string) => string;
}

type CellKey = Pick<Cell, 'specialty' | 'x' | 'y'>;

/** A part of one unit: a sum of hashes, which does not depend on the order of addition, and a number of answers. */
interface Part {
  hash: number;
  weight: number;
}

/** The sum of the parts of one unit, by figure. */
export interface UnitFigures {
  readonly parts: ReadonlyMap<string, Part>;
  /** Adds the counts of a cell, or of one judgment in it. */
  add(cell: CellKey, counts: Counts): void;
}

type Side = 'x' | 'y';
interface Effect {
  /** Null: the figure of the study alone. */
  readonly side: Side | null;
  readonly subject: Subject;
  readonly hash: number;
  readonly weight: 0 | 1;
}

/** Begins a unit. Counts of cells with the same sums give the same figures, in any order. */
export const unitFigures = (criteria: readonly FrozenCriterion[], names: NamesOf): UnitFigures =>
  unitCounter(criteria, names)();

/** Returns the function that begins a unit. */
export function unitCounter(criteria: readonly FrozenCriterion[], names: NamesOf): () => UnitFigures {
  const effects = effectsOf(criteria);
  return () => beginUnit(effects, names);
}

function beginUnit(effects: ReadonlyMap<string, readonly Effect[]>, names: NamesOf): UnitFigures {
  const parts = new Map<string, Part>();
  const addTo = (key: string, hash: number, weight: number) => {
    const part = parts.get(key) ?? { hash: 0, weight: 0 };
    part.hash = (part.hash + hash) >>> 0;
    part.weight += weight;
    parts.set(key, part);
  };
  return {
    parts,
    add({ specialty: spelling, x, y }, counts) {
      const specialty = names.specialties(spelling);
      const models = { x: names.models(x), y: y === '' ? null : names.models(y) };
      const cell = hashOf(`${specialty}#${models.x}#${models.y ?? ''}`);
      const levels = (side: Side) => [
        [models[side], specialty] as const,
        [models[side], null] as const,
        [null, specialty] as const,
        [null, null] as const,
      ];
      for (const [slot, count] of counts) {
        const whole = Math.imul(mixed(cell ^ hashOf(slot)), count);
        for (const side of ['x', 'y'] as const)
          if (models[side] !== null)
            for (const [model, place] of levels(side)) addTo(figureKey(model, place, 'seen'), whole, count);
        for (const { side, subject, hash, weight } of effects.get(slot) ?? []) {
          const change = Math.imul(hash, count);
          // Votes on two spellings of one model count in no figure.
          if (models.x === models.y && (subject === 'votes' || subject === 'position')) continue;
          if (side === null) addTo(figureKey(null, null, subject), change, count * weight);
          else if (models[side] !== null)
            for (const [model, place] of levels(side))
              addTo(figureKey(model, place, subject), change, count * weight);
        }
      }
    },
  };
}

/** The figures that each slot of a cell counts in. */
function effectsOf(criteria: readonly FrozenCriterion[]): ReadonlyMap<string, readonly Effect[]> {
  return new Map([...readableSlots(criteria)].map(([slot, path]) => [slot, effectsOfSlot(path)]));
}

function effectsOfSlot([field, ...rest]: SlotPath): Effect[] {
  const effect = (side: Side | null, subject: Subject, part: string, weight: 0 | 1 = 1): Effect => ({
    ...{ side, subject, weight },
    hash: hashOf(part),
  });
  if (field === 'votes') return effectsOfVote(String(rest[0]), effect);
  if (field === 'unequal') return [effect(null, 'unequal', String(rest[0]))];
  const side = field === 'xAnswers' ? 'x' : 'y';
  const [what, name, at, kind] = rest;
  if (what === 'incomplete') return [effect(null, 'incomplete', 'incomplete')];
  if (what === 'scores') return [effect(side, `score:${name}`, `${at}`)];
  // These counts only weigh the scores of a criterion, which are counted already.
  if (what === 'outcomes') return [effect(side, `score:${name}`, `${at} ${kind}`, 0)];
  return [effect(side, `score:${COMPOSITE}`, `${name} ${at}`), effect(null, `outcome:${name}`, `${at}`)];
}

function effectsOfVote(
  name: string,
  effect: (side: Side | null, subject: Subject, part: string) => Effect,
): Effect[] {
  const winner = name.startsWith('x') ? 'x' : name.startsWith('y') ? 'y' : null;
  if (winner === null) return [effect('x', 'votes', name), effect('y', 'votes', name)];
  const loser = winner === 'x' ? 'y' : 'x';
  const place = name.endsWith('First') ? 'first' : 'second';
  return [effect(winner, 'votes', 'won'), effect(loser, 'votes', 'lost'), effect(null, 'position', place)];
}

/** The outcomes of an answer, with the figure that counts complete answers with this outcome. */
export const OUTCOME_SUBJECTS = FATES.map((fate) => [fate, `outcome:${fate}`] as const);

/** Joins the figures of units. A figure to which a unit adds nothing does not list the unit. */
export function figuresOf(units: Iterable<ReadonlyMap<string, Part>>): Figures {
  const figures = new Map<string, OpenFigure>();
  let unit = 0;
  for (const parts of units) {
    for (const [key, { hash, weight }] of parts) {
      const figure = figures.get(key) ?? opened(key);
      figures.set(key, figure);
      figure.units.push(unit);
      figure.digests.push(mixed(hash) & 0xffff);
      figure.total += weight;
      figure.largest = Math.max(figure.largest, weight);
    }
    unit += 1;
  }
  return figures;
}

function opened(key: string): OpenFigure {
  const [model, specialty, subject] = key.split('#') as [string, string, Subject];
  return {
    model: model === '' ? null : model,
    specialty: specialty === '' ? null : specialty,
    ...{ subject, units: [], digests: [], total: 0, largest: 0 },
  };
}

/** A hash of 32 bits (FNV-1a, mixed). It detects changes and needs no resistance to attacks. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return mixed(hash);
}

function mixed(hash: number): number {
  let value = hash;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
