import { COSTLY_METHODS, METHODS, SHIPPED } from '../measure/methods.ts';
import type { StudyRecord } from '../records.ts';
import { estimate } from './estimate.ts';
import { markdownTable, percentWithError, percentWithLimit } from './markdown.ts';

const FAMILIES = [
  'failure: safety-critical criteria',
  'severe: safety-critical criteria',
  'failure: other criteria',
  'severe: other criteria',
  'failure: composite',
  'severe: composite',
] as const;

const LEVEL = 0.05;
const ALL_METHODS = [...METHODS, { name: SHIPPED }, ...COSTLY_METHODS];
type Worlds = readonly (readonly [name: string, studies: readonly StudyRecord[]])[];

/** False discovery rates by world and family, of the audit's method. */
export function falseDiscoveries(worlds: Worlds, method: string): string {
  const rows = worlds.flatMap(([world, studies]) =>
    FAMILIES.map((family) => {
      const of = (what: string) => estimate(studies, `zones | ${family} | ${what}`);
      return [
        `${world}, ${family}`,
        percentWithLimit(of(`${method} | confirmed, false discovery rate`), LEVEL),
        percentWithLimit(of(`${method} | cleared, false discovery rate`), LEVEL),
        percentWithLimit(of(`${method} | cleared at 1.5τ and above`), LEVEL),
        percentWithError(of('point rule | false discovery rate')),
      ];
    }),
  );
  return markdownTable(
    ['world, family', 'confirmed falsely', 'cleared falsely', 'cleared at ≥ 1.5τ', 'plain rule: false'],
    rows,
  );
}

/** Comparison of the methods: the worst family of each world, and power in the first family. */
export function methodTable(worlds: Worlds): string {
  const rows = worlds.flatMap(([world, studies]) =>
    ALL_METHODS.filter(({ name }) =>
      estimate(studies, `zones | ${FAMILIES[0]} | ${name} | confirmed, false discovery rate`),
    ).map(({ name: method }) => {
      const worst = (what: string) =>
        FAMILIES.map((family) => estimate(studies, `zones | ${family} | ${method} | ${what}`))
          .filter((found) => found !== null)
          .sort((a, b) => b.value - a.value)[0] ?? null;
      const first = (what: string) => estimate(studies, `zones | ${FAMILIES[0]} | ${method} | ${what}`);
      return [
        `${world}, ${method}`,
        percentWithLimit(worst('confirmed, false discovery rate'), LEVEL),
        percentWithLimit(worst('cleared, false discovery rate'), LEVEL),
        percentWithError(first('power at 2τ')),
        percentWithError(first('power at 3τ')),
        percentWithError(first('confirmed above τ')),
        percentWithError(first('cleared at ½τ and below')),
        percentWithError(first('cleared at 1.5τ and above')),
      ];
    }),
  );
  return markdownTable(
    [
      'world, method',
      'confirmed falsely',
      'cleared falsely',
      'power at 2τ',
      'at 3τ',
      'above τ',
      'cleared at ≤ ½τ',
      'at ≥ 1.5τ',
    ],
    rows,
  );
}

/**
 * Ratings of winners alone represent no other answers, with any weights. In this world a method only needs to clear
 * nothing.
 */
const UNREPRESENTATIVE = 'winners only';

/**
 * The table has a row per method. It gives the world and the family in which the method errs most, and the method's
 * power in the first family of "paper".
 */
export function summaryTable(worlds: Worlds): string {
  const judged = worlds.filter(([world]) => world !== UNREPRESENTATIVE);
  const paper = worlds.find(([world]) => world === 'paper')?.[1] ?? [];
  const rows = ALL_METHODS.map(({ name: method }) => {
    const worst = (what: string) => {
      const all = judged.flatMap(([world, studies]) =>
        FAMILIES.flatMap((family) => {
          const found = estimate(studies, `zones | ${family} | ${method} | ${what}`);
          return found ? [{ world, found }] : [];
        }),
      );
      const most = all.sort((a, b) => b.found.value - a.found.value || b.found.upper - a.found.upper)[0];
      return most ? `${percentWithLimit(most.found, LEVEL)}, ${most.world}` : '–';
    };
    const power = (what: string) =>
      percentWithError(estimate(paper, `zones | ${FAMILIES[0]} | ${method} | ${what}`));
    return [
      method,
      worst('confirmed, false discovery rate'),
      worst('cleared, false discovery rate'),
      worst('cleared at 1.5τ and above'),
      power('power at 2τ'),
      power('power at 3τ'),
      power('cleared at ½τ and below'),
    ];
  });
  return markdownTable(
    [
      'method',
      'confirmed falsely, worst world',
      'cleared falsely, worst world',
      'cleared at ≥ 1.5τ, worst world',
      'power at 2τ',
      'at 3τ',
      'cleared at ≤ ½τ',
    ],
    rows,
  );
}

/** Power of confirming by planted rate and number of rated answers. */
export function powerTable(studies: readonly StudyRecord[], method: string): string {
  const sizes = ['under 100 answers', '100 to 299 answers', '300 answers and more'];
  const families = [FAMILIES[0], FAMILIES[1]];
  const rows = families.flatMap((family) =>
    sizes.map((size) => [
      `${family}, ${size}`,
      ...[1.5, 2, 3].map((multiple) =>
        percentWithError(
          estimate(studies, `zones | ${family} | ${method} | power at ${multiple}τ | ${size}`),
        ),
      ),
    ]),
  );
  return markdownTable(['family, cell', 'rate 1.5τ', 'rate 2τ', 'rate 3τ'], rows);
}
