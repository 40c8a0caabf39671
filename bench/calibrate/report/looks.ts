import type { Recorded } from '../records.ts';
import { estimate } from './estimate.ts';
import { limited, percent, table } from './markdown.ts';

/** Studies with a false zone at one look and at any of them, in any family. */
export function looksTable(worlds: readonly (readonly [string, readonly Recorded[]])[]): string {
  const rows = worlds.flatMap(([world, studies]) =>
    (['confirmed', 'alarm'] as const).map((what) => {
      const some = estimate(studies, `looks | false ${what} at some look`);
      return [
        `${world}: ${what}`,
        percent(estimate(studies, `looks | false ${what} at the last look`)),
        what === 'alarm' ? limited(some, 0.05) : percent(some),
      ];
    }),
  );
  return table(['world', 'at the last look', 'at some look'], rows);
}
