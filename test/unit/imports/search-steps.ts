const SEARCHES = ['indexOf', 'lastIndexOf', 'includes', 'find', 'findIndex', 'some', 'every'] as const;

/** An upper bound on the number of elements that searches through arrays examine during an action. */
export async function searchSteps(action: () => unknown): Promise<number> {
  let steps = 0;
  const prototype = Array.prototype as unknown as Record<string, unknown>;
  const own = SEARCHES.map((name) => [name, Array.prototype[name]] as const);
  for (const [name, search] of own)
    prototype[name] = function (this: unknown[], ...given: unknown[]) {
      steps += this.length;
      return (search as (...given: unknown[]) => unknown).apply(this, given);
    };
  try {
    await action();
  } finally {
    for (const [name, search] of own) prototype[name] = search;
  }
  return steps;
}
