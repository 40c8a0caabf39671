/** Loads begun before the reader asks for them. */
const AHEAD = 8;

/** Loads parts in parallel and gives them in order, some ahead of the reader. */
export async function* ahead<P, T>(parts: readonly P[], load: (part: P) => Promise<T>): AsyncGenerator<T> {
  const loading: Promise<T>[] = [];
  let next = 0;
  while (next < parts.length || loading.length > 0) {
    while (next < parts.length && loading.length < AHEAD) {
      const loaded = load(parts[next++]!);
      // A failure is thrown where its turn comes, not as an unhandled rejection before.
      loaded.catch(() => {});
      loading.push(loaded);
    }
    yield await loading.shift()!;
  }
}
