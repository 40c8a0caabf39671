/** The path of each object in a JSON value, for example `leaderboard.overall.rows[0]`. */
export type Paths = ReadonlyMap<object, string>;

/**
 * Computes the paths of all objects in a value, except lists. If an object occurs twice, it has the path of its last
 * occurrence.
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
    for (const [key, item] of Object.entries(value)) walk(item, fieldPath(path, key));
  };
  walk(root, '');
  return paths;
}

/** The path of a property. The name is quoted in brackets, as in JSON, unless it is a plain word. */
export function fieldPath(path: string, key: string): string {
  if (!/^[A-Za-z_]\w*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}
