type Method = (this: string, ...given: unknown[]) => unknown;

const STRINGS = String.prototype as unknown as Record<string | symbol, Method>;

/** Methods that look at all of a string. */
const WHOLE = [
  'normalize',
  'toLowerCase',
  'toUpperCase',
  'toWellFormed',
  'isWellFormed',
  'trim',
  'replace',
  'replaceAll',
  'split',
  'match',
  'search',
  'localeCompare',
  Symbol.iterator,
] as const;

/** Methods with work in proportion to their result, or to the text that they search for. */
const RESULT = ['slice', 'substring', 'charAt', 'at'] as const;
const SOUGHT = ['endsWith', 'startsWith'] as const;
const SEARCH = ['indexOf', 'lastIndexOf', 'includes'] as const;

/**
 * Counts the characters that an action passes to methods of strings and patterns. A measure of work that
 * does not depend on the machine: quadratic work shows as four times as many at twice the length.
 */
export async function charactersWorkedOn(action: () => unknown): Promise<number> {
  let count = 0;
  const originals = new Map<string | symbol, Method>();
  const patch = (
    name: string | symbol,
    cost: (text: string, given: unknown[], result: unknown) => number,
  ) => {
    const original = STRINGS[name]!;
    originals.set(name, original);
    STRINGS[name] = function (this: string, ...given) {
      const result = original.apply(this, given);
      count += cost(String(this), given, result);
      return result;
    };
  };
  const { exec } = RegExp.prototype;
  for (const name of WHOLE) patch(name, ({ length }) => length);
  for (const name of RESULT) patch(name, (_text, _given, result) => String(result).length);
  for (const name of SOUGHT) patch(name, (_text, [sought]) => String(sought).length);
  for (const name of SEARCH)
    patch(name, ({ length }, [, from], result) => {
      const end = typeof result === 'number' && result !== -1 ? result : length;
      return Math.abs(end - (typeof from === 'number' ? from : 0)) + 1;
    });
  RegExp.prototype.exec = function (text) {
    count += text.length;
    return exec.call(this, text);
  };
  try {
    await action();
  } finally {
    for (const [name, original] of originals) STRINGS[name] = original;
    RegExp.prototype.exec = exec;
  }
  return count;
}
