import type { StudyRecord } from '../records.ts';
import { estimate } from './estimate.ts';
import { markdownTable, percentWithError, percentWithLimit } from './markdown.ts';

type Worlds = readonly (readonly [world: string, studies: readonly StudyRecord[]])[];

const KINDS = [
  ['confirmed', 'confirmed zones'],
  ['alarms', 'alarms'],
] as const;

/** Studies with a false finding at the last look and at any look, in any family, and the share of false findings. */
export function looksTable(worlds: Worlds): string {
  const rows = worlds.flatMap(([world, studies]) =>
    KINDS.map(([kind, name]) => {
      const of = (what: string) => estimate(studies, `looks | ${kind} | ${what}`);
      // The error rate of alarms must hold over the year, that of zones at one look only.
      const held = (what: string) =>
        kind === 'alarms' ? percentWithLimit(of(what), 0.05) : percentWithError(of(what));
      return [
        `${world}: ${name}`,
        percentWithError(of('false at the last look')),
        held('false at some look'),
        held('false discovery rate over all looks'),
      ];
    }),
  );
  return markdownTable(
    ['world', 'false findings at the last look', 'at some look', 'share of false findings over the year'],
    rows,
  );
}

/** How soon planted zones are first confirmed, and first raise an alarm. */
export function delayTable(studies: readonly StudyRecord[]): string {
  const days = [90, 180, 365];
  const rows = (['failure', 'severe'] as const).flatMap((level) =>
    [1.5, 2, 3].map((multiple) => [
      `${level}, rate ${multiple}τ`,
      ...KINDS.flatMap(([kind]) =>
        days.map((day) =>
          percentWithError(
            estimate(studies, `looks | ${kind} | ${level} | planted ${multiple}τ by day ${day}`),
          ),
        ),
      ),
    ]),
  );
  const head = KINDS.flatMap(([, name]) => days.map((day) => `${name} by day ${day}`));
  return markdownTable(['planted zone', ...head], rows);
}
