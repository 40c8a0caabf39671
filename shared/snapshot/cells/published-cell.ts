import { GROUPS } from '../../contracts/pseudonym.ts';
import { SCORES } from '../../contracts/score.ts';
import type { FrozenCriterion } from '../../contracts/settings.ts';
import type { Cell } from '../../tallies/cell.ts';
import { type Path, readableSlots } from './readable-slots.ts';

/** Writes and reads the cells of one study as lines of JSON with readable names. */
export interface CellCodec {
  /** One line, without its end. Equal cells give equal lines. */
  encode(cell: Cell): string;
  /** @throws {@link NotACell} where the line is not one that `encode` writes */
  decode(line: string): Cell;
}

/** A line that is no cell of the study. */
export class NotACell extends Error {
  override readonly name = 'NotACell';
}

/** Between the names of a path: it cannot occur in a name. */
const SEPARATOR = '#';

type Fields = Record<string, unknown>;

export function cellCodec(criteria: readonly FrozenCriterion[]): CellCodec {
  const slots = [...readableSlots(criteria)];
  const order = new Map(slots.map(([slot], index) => [slot, index]));
  const slotAt = new Map(slots.map(([slot, path]) => [path.join(SEPARATOR), slot]));

  function encode({ group, specialty, x, y, counts }: Cell): string {
    const fields: Fields = { group, specialty, x, y: y === '' ? null : y };
    const counted: { index: number; count: number }[] = [];
    for (const [slot, count] of counts) {
      const index = order.get(slot);
      if (index !== undefined && count !== 0) counted.push({ index, count });
    }
    counted.sort((a, b) => a.index - b.index);
    for (const { index, count } of counted) enter(fields, slots[index]![1], count);
    return JSON.stringify(fields);
  }

  function decode(line: string): Cell {
    const { group, specialty, x, y, ...counted } = objectIn(line);
    if (typeof specialty !== 'string' || typeof x !== 'string' || !(y === null || typeof y === 'string'))
      throw new NotACell('specialty, x and y must be names');
    if (!Number.isInteger(group) || Number(group) < 0 || Number(group) >= GROUPS)
      throw new NotACell(`group must be a whole number from 0 to ${GROUPS - 1}`);
    const counts = new Map<string, number>();
    for (const [path, count] of leaves(counted)) {
      const slot = slotAt.get(path);
      const name = path.replaceAll(SEPARATOR, '.');
      if (slot === undefined) throw new NotACell(`${name} is no count of this study`);
      if (!Number.isSafeInteger(count) || Number(count) < 0)
        throw new NotACell(`${name} must be a whole number, and not less than 0`);
      if (count !== 0) counts.set(slot, Number(count));
    }
    const cell = { group: Number(group), specialty, x, y: y ?? '', counts };
    if (encode(cell) !== line) throw new NotACell('it is not written as Primum writes cells');
    return cell;
  }

  return { encode, decode };
}

/** Enters a count at its path, with the fields that lead there. A list holds the counts of all scores. */
function enter(fields: Fields, path: Path, count: number): void {
  const [name, ...rest] = path as [string, ...Path];
  if (rest.length === 0) {
    fields[name] = count;
    return;
  }
  const [next] = rest;
  // Without a prototype: a criterion may be called `constructor`.
  fields[name] ??= typeof next === 'number' ? SCORES.map(() => 0) : Object.create(null);
  if (typeof next === 'number') (fields[name] as number[])[next] = count;
  else enter(fields[name] as Fields, rest, count);
}

function objectIn(line: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new NotACell('it is not JSON');
  }
  if (value === null || typeof value !== 'object') throw new NotACell('it is not a JSON object');
  return value as Fields;
}

/** Fields within fields that lead to a count, at most. */
const DEPTH = 5;

/** Everything in a structure that is not itself a structure, with its path. */
function* leaves(value: object, path = '', depth = 1): Generator<[path: string, value: unknown]> {
  for (const [name, content] of Object.entries(value)) {
    const place = path === '' ? name : path + SEPARATOR + name;
    if (content === null || typeof content !== 'object' || depth > DEPTH) yield [place, content];
    else yield* leaves(content, place, depth + 1);
  }
}
