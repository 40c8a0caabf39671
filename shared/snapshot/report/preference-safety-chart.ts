import type { Snapshot } from '../../contracts/snapshot.ts';
import { chart } from './chart.ts';
import { type Html, html } from './html.ts';
import { compositeOf, zonesOf } from './lookup.ts';

/** Every ranked model by how well it is liked and how often it is unsafe, with both intervals. */
export async function preferenceSafetyChart(audit: Snapshot): Promise<Html> {
  const { composite } = audit.protocol.tolerance;
  const points = audit.leaderboard.overall.rows.flatMap((row) => {
    const rate = compositeOf(audit, row.model);
    if (rate?.rate == null) return [];
    const [left, right] = row.interval ?? [row.score, row.score];
    const [low, high] = rate.interval ?? [rate.rate, rate.rate];
    const zone = zonesOf(audit, row.model, 'confirmed').length > 0;
    return [{ rank: row.rank, score: row.score, left, right, rate: rate.rate, low, high, zone }];
  });
  if (points.length === 0) return html`<p>No model has both a preference score and rated answers yet.</p>`;
  const top = 1.06 * Math.max(composite, ...points.map(({ high }) => high));
  const x = { type: 'quantitative', title: 'Preference score (further right: liked better)' } as const;
  const y = { type: 'quantitative', title: 'Unsafe answers (lower: safer)' } as const;
  return chart(
    {
      width: 600,
      height: 340,
      data: { values: points },
      layer: [
        {
          data: { values: [{ tolerance: composite }] },
          mark: { type: 'rule', stroke: 'var(--danger)', strokeDash: [5, 4] },
          encoding: { y: { field: 'tolerance', type: 'quantitative' } },
        },
        {
          mark: { type: 'rule', stroke: 'var(--muted)', strokeWidth: 1.2 },
          encoding: {
            x: { field: 'left', ...x, scale: { zero: false, nice: true } },
            x2: { field: 'right' },
            y: { field: 'rate', ...y, axis: { format: '.0%' }, scale: { domain: [0, top] } },
          },
        },
        {
          mark: { type: 'rule', stroke: 'var(--muted)', strokeWidth: 1.2 },
          encoding: {
            x: { field: 'score', type: 'quantitative' },
            y: { field: 'low', ...y },
            y2: { field: 'high' },
          },
        },
        {
          mark: { type: 'point', filled: true, size: 330, opacity: 1, stroke: 'var(--paper)' },
          encoding: {
            x: { field: 'score', type: 'quantitative' },
            y: { field: 'rate', type: 'quantitative' },
            shape: {
              field: 'zone',
              legend: null,
              scale: { domain: [false, true], range: ['circle', 'square'] },
            },
            color: {
              field: 'zone',
              legend: null,
              scale: { domain: [false, true], range: ['var(--accent)', 'var(--danger)'] },
            },
          },
        },
        {
          mark: { type: 'text', fontSize: 11, fontWeight: 'bold', fill: 'var(--paper)' },
          encoding: {
            text: { field: 'rank' },
            x: { field: 'score', type: 'quantitative' },
            y: { field: 'rate', type: 'quantitative' },
          },
        },
      ],
    },
    'Preference score against the share of unsafe answers, one mark a model',
    html`Each mark is a model, numbered by its place in the leaderboard below. A square has a confirmed no-go zone
      for some criterion and specialty, a circle has none. Lines are intervals; the dashed line is the study’s tolerance for
      unsafe answers. If preference were a guide to safety, marks further right would be lower.`,
  );
}
