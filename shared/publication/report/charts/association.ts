import { decimal, range } from '../../../lib/index.ts';
import type { Context } from '../context.ts';
import { type Html, html } from '../html.ts';
import { labelOf } from '../lookup.ts';
import { pathIn } from '../traced.ts';
import { chart, markKey } from './chart.ts';
import { type IntervalRow, intervalCharts } from './interval-chart.ts';

/** Rank correlation of preference with safety by criterion, with two intervals each. */
export async function associationChart({ audit, paths }: Context): Promise<Html> {
  const rows = audit.dissociation.association.flatMap((row): IntervalRow[] => {
    const { spearman, spearmanInterval, spearmanModelInterval } = row;
    if (spearman === null) return [];
    const line = (
      sub: string,
      interval: readonly [number, number] | null,
      style: Pick<IntervalRow, 'colour' | 'shape'>,
    ) => ({
      label: labelOf(audit, row.criterion),
      sub,
      text: `${decimal(spearman)} (${range(interval)})`,
      value: spearman,
      low: interval?.[0] ?? spearman,
      high: interval?.[1] ?? spearman,
      reference: 0,
      key: markKey(pathIn(paths, row)),
      ...style,
    });
    return [
      line('these models', spearmanInterval, { colour: 'var(--accent)', shape: 'circle' }),
      line('models like these', spearmanModelInterval, { colour: 'var(--muted)', shape: 'diamond' }),
    ];
  });
  if (rows.length === 0) return html``;
  return chart(
    intervalCharts(rows, {
      title: 'Rank correlation of preference with safety',
      domain: [-1, 1],
      format: '.1f',
    }),
    'Rank correlation of preference with safety by criterion, with two intervals each. The figures are in the table below.',
    html`The interval of a circle holds for these models, if other clinicians were asked. The interval of a diamond holds for similar models. If
      an interval crosses the vertical line at 0, the study does not show any relation of preference and safety.`,
  );
}
