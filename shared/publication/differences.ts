import { fieldPath } from './report/paths.ts';

/** A difference between two JSON values at a path. A value that is missing on one side is undefined. */
export interface ValueDifference {
  /** Example: `leaderboard.overall.rows[0].score`. */
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** Lists the differences of two JSON values, in the order of the first value. Numbers must be exactly equal. */
export function* differences(from: unknown, to: unknown, path = ''): Generator<ValueDifference> {
  if (!isStructure(from) || !isStructure(to) || Array.isArray(from) !== Array.isArray(to)) {
    if (!Object.is(from, to)) yield { path, from, to };
    return;
  }
  for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const place = Array.isArray(from) ? `${path}[${name}]` : fieldPath(path, name);
    yield* differences(own(from, name), own(to, name), place);
  }
}

type Structure = Record<string, unknown> | unknown[];

const isStructure = (value: unknown): value is Structure => value !== null && typeof value === 'object';

const own = (of: Structure, name: string): unknown =>
  Object.hasOwn(of, name) ? (of as Record<string, unknown>)[name] : undefined;
