/** A place where two JSON values differ. What is missing on one side is undefined. */
export interface Difference {
  /** As `leaderboard.overall.rows[0].score`. */
  readonly path: string;
  readonly published: unknown;
  readonly recomputed: unknown;
}

/** Where two JSON values differ, in the order of the published one; nothing counts as near enough. */
export function* differences(published: unknown, recomputed: unknown, path = ''): Generator<Difference> {
  if (!isStructure(published) || !isStructure(recomputed)) {
    if (!Object.is(published, recomputed)) yield { path, published, recomputed };
    return;
  }
  if (Array.isArray(published) !== Array.isArray(recomputed)) {
    yield { path, published, recomputed };
    return;
  }
  for (const name of new Set([...Object.keys(published), ...Object.keys(recomputed)])) {
    const place = Array.isArray(published) ? `${path}[${name}]` : fieldOf(path, name);
    yield* differences(own(published, name), own(recomputed, name), place);
  }
}

type Structure = Record<string, unknown> | unknown[];

const isStructure = (value: unknown): value is Structure => value !== null && typeof value === 'object';

const own = (of: Structure, name: string): unknown =>
  Object.hasOwn(of, name) ? (of as Record<string, unknown>)[name] : undefined;

const fieldOf = (path: string, name: string): string => {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
};
