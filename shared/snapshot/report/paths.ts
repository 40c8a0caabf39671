/** Where each object of a JSON value stands in it, as `leaderboard.overall.rows[0]`. */
export type Paths = ReadonlyMap<object, string>;

/**
 * The paths of all objects in a value, though not of its lists. An object that stands in two places has the path of
 * the last.
 */
export function pathsOf(root: object): Paths {
  const paths = new Map<object, string>();
  const walk = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) walk(item, `${path}[${index}]`);
      return;
    }
    paths.set(value, path);
    for (const [key, item] of Object.entries(value)) walk(item, join(path, key));
  };
  walk(root, '');
  return paths;
}

/** The path of a property: in brackets, as JSON quotes it, where it is no plain word. */
export function join(path: string, key: string): string {
  if (!/^[A-Za-z_]\w*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}
