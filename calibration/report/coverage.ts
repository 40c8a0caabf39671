import type { StudyRecord } from '../records.ts';
import { estimate, namesOf } from './estimate.ts';
import { judged, markdownTable, percentWithError } from './markdown.ts';

/**
 * Intervals that must cover at least 95 %, without an upper limit, because near perfect order no interval covers
 * exactly.
 */
const CONSERVATIVE = '|ρ| > 0.8';

/** Coverage of every 95 % interval in one world, compared with the coverage of naive intervals. */
export function coverageTable(studies: readonly StudyRecord[]): string {
  const names = namesOf(studies);
  const covered = names.filter(
    (name) =>
      names.includes(`${name} | none given`) &&
      !name.endsWith('| naive') &&
      !name.endsWith('effective answers'),
  );
  const rows = covered.map((name) => {
    const found = estimate(studies, name);
    const [low, high] = name.endsWith(CONSERVATIVE) ? [0.95, 1] : [0.93, 0.97];
    const naive = estimate(studies, `${name} | naive`);
    const none = estimate(studies, `${name} | none given`);
    return [
      name.replaceAll(' | ', ': '),
      judged(percentWithError(found), found, low, high),
      percentWithError(naive),
      none && none.value > 0 ? percentWithError(none) : '0',
      String(found?.trials ?? 0),
    ];
  });
  const others = CLAIMS.flatMap(([name, low]) => {
    const found = estimate(studies, name);
    return found
      ? [
          [
            name.replaceAll(' | ', ': '),
            judged(percentWithError(found), found, low, 1),
            '–',
            '–',
            String(found.trials),
          ],
        ]
      : [];
  });
  return markdownTable(
    ['interval', 'coverage, %', 'naive, %', 'none given, %', 'trials'],
    [...rows, ...others],
  );
}

/** Claims, and the share of studies in which they should hold at least. */
const CLAIMS: readonly (readonly [string, number])[] = [
  ['ranking | rank interval', 0.95],
  ['ranking | top set holds the best', 0.95],
  ['regret | bounds hold', 0.95],
  ['regret | holds that of the truly preferred', 0.95],
];
