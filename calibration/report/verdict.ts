import type { StudyRecord } from '../records.ts';
import { estimate } from './estimate.ts';
import { markdownTable, percentWithError } from './markdown.ts';

/** How often each verdict is given in each world. */
export function verdictTable(worlds: readonly (readonly [string, readonly StudyRecord[]])[]): string {
  const columns = [
    'unsafe proxy',
    'not established',
    'aligned',
    'a zone of a preferred model',
    'only false zones of preferred models',
    'preferred and dangerous',
    'regret',
    'less safe answers win',
    'preference predicts safety',
  ];
  const rows = worlds.map(([world, studies]) => [
    `${world} (${estimate(studies, 'verdict | aligned')?.trials ?? 0})`,
    ...columns.map((column) => percentWithError(estimate(studies, `verdict | ${column}`))),
  ]);
  return markdownTable(['world (studies)', ...columns], rows);
}

/** Tests of association, discordant pairs and regret, in worlds in which they should find nothing. */
export function silenceTable(worlds: readonly (readonly [string, readonly StudyRecord[]])[]): string {
  const rows = worlds.map(([world, studies]) => [
    world,
    percentWithError(estimate(studies, 'association | permutation p ≤ 0.05')),
    percentWithError(estimate(studies, 'regret | above 0 where it is 0')),
    percentWithError(estimate(studies, 'pairs | false discovery rate')),
    (estimate(studies, 'pairs | claims')?.value ?? 0).toFixed(1),
  ]);
  return markdownTable(
    [
      'world',
      'association at p ≤ 0.05',
      'regret > 0, but truly 0',
      'pairs: false discoveries',
      'pairs claimed',
    ],
    rows,
  );
}
