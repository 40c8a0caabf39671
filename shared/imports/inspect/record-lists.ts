import { isObject } from '../../lib/index.ts';
import { mayNameRater } from './raters.ts';

const MAX_DEPTH = 4;
const MAX_LISTS = 20;
/** Number of elements of two sides. */
const SIDES = 2;

/** How the lists within records are to be read. */
export interface ReadLists {
  /** The list whose elements are records of their own. */
  readonly each?: string;
  /** Lists of two sides, whose elements are named by their number. */
  readonly indexed: ReadonlySet<string>;
}

/**
 * Guesses how the lists of objects in the first records are to be read. The elements are records of their own if they
 * name people. They are the sides of a comparison if there are always two.
 */
export function listsIn(records: readonly unknown[]): ReadLists {
  const lists = new Map<string, (readonly unknown[])[]>();
  for (const record of records) findLists(record, '', MAX_DEPTH, lists);
  const each = [...lists].find(([, all]) =>
    all.flat().some((element) => namesPeople(element, MAX_DEPTH)),
  )?.[0];
  const sides = [...lists].filter(([, all]) => all.every(({ length }) => length === SIDES));
  return {
    ...(each === undefined ? {} : { each }),
    indexed: new Set(sides.map(([path]) => path).filter((path) => path !== each)),
  };
}

function findLists(
  value: unknown,
  path: string,
  depth: number,
  into: Map<string, (readonly unknown[])[]>,
): void {
  if (Array.isArray(value)) {
    if (path === '' || value.length === 0 || !value.every(isObject)) return;
    const known = into.get(path);
    if (known) known.push(value);
    else if (into.size < MAX_LISTS) into.set(path, [value]);
  } else if (isObject(value) && depth > 0) {
    for (const [name, part] of Object.entries(value))
      findLists(part, path === '' ? name : `${path}.${name}`, depth - 1, into);
  }
}

const namesPeople = (value: unknown, depth: number): boolean =>
  isObject(value) &&
  Object.entries(value).some(
    ([name, part]) => mayNameRater(name) || (depth > 1 && namesPeople(part, depth - 1)),
  );
