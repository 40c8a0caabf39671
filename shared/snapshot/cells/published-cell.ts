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

type Fields = Record<string, unknown>;

export function cellCodec(criteria: readonly FrozenCriterion[]): CellCodec {
  const paths = readableSlots(criteria);
  const order = new Map([...paths.keys()].map((slot, index) => [slot, index]));
  // `#` cannot occur in a name.
  const slotAt = new Map([...paths].map(([slot, path]) => [path.join('#'), slot]));

  function encode({ group, specialty, x, y, counts }: Cell): string {
    const fields: Fields = { group, specialty, x, y: y === '' ? null : y };
    const counted = [...counts].filter(([slot, count]) => count !== 0 && order.has(slot));
    counted.sort(([a], [b]) => order.get(a)! - order.get(b)!);
    for (const [slot, count] of counted) enter(fields, paths.get(slot)!, count);
    return JSON.stringify(fields);
  }

  function decode(line: string): Cell {
    const { group, specialty, x, y, ...counted } = objectIn(line);
    if (typeof specialty !== 'string' || typeof x !== 'string' || !(y === null || typeof y === 'string'))
      throw new NotACell('specialty, x and y must be names');
    if (!Number.isInteger(group) || Number(group) < 0 || Number(group) >= GROUPS)
      throw new NotACell(`group must be a whole number from 0 to ${GROUPS - 1}`);
    const counts = new Map<string, number>();
    for (const [path, count] of leaves(counted, [])) {
      const slot = slotAt.get(path.join('#'));
      if (slot === undefined) throw new NotACell(`${path.join('.')} is no count of this study`);
      if (!Number.isSafeInteger(count) || Number(count) < 0)
        throw new NotACell(`${path.join('.')} must be a whole number, and not less than 0`);
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
function* leaves(value: unknown, path: Path): Generator<[Path, unknown]> {
  if (value === null || typeof value !== 'object' || path.length > DEPTH) yield [path, value];
  else for (const [name, content] of Object.entries(value)) yield* leaves(content, [...path, name]);
}
