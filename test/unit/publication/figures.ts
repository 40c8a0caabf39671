/** A value on a page, with its path in the published file. */
export interface Figure {
  readonly path: string;
  readonly text: string;
}

/** All elements of a page with the attribute. They must contain only text. */
export function figuresIn(html: string, attribute: string): Figure[] {
  const elements = html.matchAll(new RegExp(`<[a-z]+ ${attribute}="([^"]*)">([^<]*)<`, 'g'));
  return [...elements].map(([, path, text]) => ({ path: unescaped(path!), text: unescaped(text!) }));
}

const ENTITIES = new Map([
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&#39;', "'"],
  ['&amp;', '&'],
]);
const unescaped = (text: string): string =>
  text.replace(/&(lt|gt|quot|amp|#39);/g, (entity) => ENTITIES.get(entity)!);

/** The value at a path, for example `leaderboard.overall.rows[0].score` or `bySpecialty["a b"]`. */
export function at(root: unknown, path: string): unknown {
  const steps = path.matchAll(/\.?([A-Za-z_]\w*)|\[(\d+|"(?:[^"\\]|\\.)*")\]/g);
  return [...steps].reduce<unknown>(
    (value, [, word, bracketed]) => (value as Record<string, unknown>)[word ?? JSON.parse(bracketed!)],
    root,
  );
}

/** Shares that are printed as a number per hundred without a percent sign. */
const IN_HUNDRED = /\.(regret\.(lower|upper)|preferredButLessSafe\[\d+\]\.riskDifference)$/;

/** Whether the text shows the value: the same words, or the same number to the printed digits. */
export function isShownAs(value: unknown, text: string, path: string): boolean {
  if (value === null) return ['–', 'unknown', 'not ranked', 'none'].includes(text);
  if (typeof value === 'string') return text === value;
  const numbers = [...text.matchAll(/−?\d[\d,]*(?:\.\d+)?/g)].map(([number]) => number);
  const values = [value].flat() as number[];
  if (text.startsWith('< ')) return values.length === 1 && values[0]! < read(numbers[0]!).number;
  const scale = text.includes('%') || IN_HUNDRED.test(path) ? 100 : 1;
  const pairs =
    numbers.length === 1
      ? values.map((one) => [one, numbers[0]!] as const)
      : values.map((one, index) => [one, numbers[index]] as const);
  return (
    numbers.length <= values.length &&
    pairs.every(([one, shown]) => {
      if (shown === undefined) return false;
      const { number, unit } = read(shown);
      return Math.abs(scale * one - number) <= unit / 2 + 1e-9;
    })
  );
}

function read(shown: string): { number: number; unit: number } {
  const plain = shown.replaceAll(',', '').replace('−', '-');
  const decimals = plain.split('.')[1]?.length ?? 0;
  return { number: Number(plain), unit: 10 ** -decimals };
}
