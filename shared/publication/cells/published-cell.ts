import {
  type Cell,
  type CellKey,
  type Counts,
  type FrozenCriterion,
  GROUPS,
} from '../../ledger/cells/index.ts';
import { countsWriter } from './counts-text.ts';
import { readableSlots } from './readable-slots.ts';

/** Converts the cells of a study to lines of JSON with readable names, and back. */
export interface CellCodec {
  /** Encodes a cell as a line without a line break. Equal cells give equal lines. */
  encode(cell: Cell): string;
  /** @throws {@link NotACell} if `encode` does not write such a line */
  decode(line: string): Cell;
}

/** A line is not a cell of the study. */
export class NotACell extends Error {
  override readonly name = 'NotACell';
}

/** Separates the names in a path. Names do not contain it. */
const SEPARATOR = '#';

/** The members of a line. */
export type Fields = Record<string, unknown>;

export function cellCodec(criteria: readonly FrozenCriterion[]): CellCodec {
  const codec = countsCodec(criteria);

  const encode = ({ group, specialty, x, y, counts }: Cell): string =>
    codec.encode({ group, specialty, x, y: y === '' ? null : y }, counts);

  function decode(line: string): Cell {
    const { group, ...rest } = objectIn(line);
    if (!isWithin(group, GROUPS)) throw new NotACell(`group must be a whole number from 0 to ${GROUPS - 1}`);
    const cell = { group, ...codec.decode(rest) };
    if (encode(cell) !== line) throw new NotACell('it differs from the form in which Primum writes cells');
    return cell;
  }

  return { encode, decode };
}

/** Whether a value is a whole number from 0 to below the limit. */
export const isWithin = (value: unknown, limit: number): value is number =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) < limit;

/** Converts counts to readable fields, and back. */
export function countsCodec(criteria: readonly FrozenCriterion[]) {
  const slots = [...readableSlots(criteria)];
  const slotAt = new Map(slots.map(([slot, path]) => [path.join(SEPARATOR), slot]));
  const textOf = countsWriter(slots);

  /** @param key the fields before the counts; at least one */
  function encode(key: Fields, counts: Counts): string {
    const fields = JSON.stringify(key).slice(0, -1);
    const text = textOf(counts);
    return text === '' ? `${fields}}` : `${fields},${text}}`;
  }

  /** @throws {@link NotACell} */
  function decode({ specialty, x, y, ...counted }: Fields): CellKey & { readonly counts: Counts } {
    if (typeof specialty !== 'string' || typeof x !== 'string' || !(y === null || typeof y === 'string'))
      throw new NotACell('specialty, x and y must be names');
    const counts = new Map<string, number>();
    for (const [path, count] of leaves(counted)) {
      const slot = slotAt.get(path);
      const name = path.replaceAll(SEPARATOR, '.');
      if (slot === undefined) throw new NotACell(`${name} is not a count of this study`);
      if (!Number.isSafeInteger(count) || Number(count) < 0)
        throw new NotACell(`${name} must be a whole number, and not less than 0`);
      if (count !== 0) counts.set(slot, Number(count));
    }
    return { specialty, x, y: y ?? '', counts };
  }

  return { encode, decode };
}

export function objectIn(line: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new NotACell('it is not JSON');
  }
  if (value === null || typeof value !== 'object') throw new NotACell('it is not a JSON object');
  return value as Fields;
}

/** Maximum depth of nested fields above a count. */
const DEPTH = 5;

/** All leaves of a structure with their paths. */
function* leaves(value: object, path = '', depth = 1): Generator<[path: string, value: unknown]> {
  for (const [name, content] of Object.entries(value)) {
    const place = path === '' ? name : path + SEPARATOR + name;
    if (content === null || typeof content !== 'object' || depth > DEPTH) yield [place, content];
    else yield* leaves(content, place, depth + 1);
  }
}
