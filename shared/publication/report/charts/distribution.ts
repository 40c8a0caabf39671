import type { TopLevelSpec } from 'vega-lite';
import type { DistributionRow } from '../../../contracts/index.ts';
import { several } from '../../../lib/index.ts';
import type { Context } from '../context.ts';
import { type Html, html } from '../html.ts';
import { labelled } from '../models.ts';
import { pathIn } from '../traced.ts';
import { chart, markKey } from './chart.ts';
import { asIs, KEY, KEYED, onScale, pixels } from './marks.ts';

/** Scores from worst to best. The colour of each is defined by its index. */
export const SCORE_ORDER = ['-2', '-1', '0', '1', '2'] as const;
const COLOUR = new Map(SCORE_ORDER.map((score, index) => [score, `var(--score${index})`]));

/**
 * The distribution of each model's scores on a criterion. Failures are left of the line, and other scores right of it.
 * @param label the name of the criterion for readers
 */
export async function distributionChart(
  context: Context,
  rows: readonly DistributionRow[],
  label: string,
): Promise<Html> {
  return chart(
    { wide: drawing(context, rows) },
    `Distribution of the scores on ${label} of ${several(rows.length, 'model')}, failures left of the line. The figures are in the table below.`,
    html``,
  );
}

function drawing({ models, paths }: Context, rows: readonly DistributionRow[]): TopLevelSpec {
  const high = models.length > 20 ? 13 : 18;
  const byModel = new Map(rows.map((row) => [row.model, row]));
  const drawn = models.filter(({ name }) => byModel.has(name));
  const segments = drawn.flatMap(({ name, key }, index) => {
    const row = byModel.get(name)!;
    return sharesOf(row).map(({ score, from, to }) => ({
      key: markKey(`${pathIn(paths, row)}.counts`, key),
      colour: COLOUR.get(score)!,
      from,
      to,
      top: index * high + 1,
      bottom: (index + 1) * high - 1,
    }));
  });
  const widest = Math.max(0.1, ...segments.map(({ from }) => -from));
  const at = (field: string) =>
    onScale(field, [-widest, 1], {
      title: null,
      format: '.0%',
      tickCount: 3,
      labelExpr: "format(abs(datum.value), '.0%')",
    });
  return {
    width: 270,
    height: drawn.length * high,
    padding: { left: 128, right: 12, top: 4, bottom: 26 },
    layer: [
      {
        data: { values: segments },
        mark: { type: 'rect', ...KEYED },
        encoding: {
          x: at('from'),
          x2: { field: 'to' },
          y: pixels('top'),
          y2: { field: 'bottom' },
          color: asIs('colour'),
          description: KEY,
        },
      },
      {
        data: { values: [{ zero: 0 }] },
        mark: { type: 'rule', stroke: 'var(--ink)', strokeWidth: 1.5 },
        encoding: { x: at('zero') },
      },
      {
        data: {
          values: drawn.map((model, index) => ({
            label: labelled(model, 118, 11),
            y: (index + 0.5) * high,
          })),
        },
        mark: { type: 'text', align: 'right', fontSize: 11 },
        encoding: { x: { value: -6 }, y: pixels('y'), text: { field: 'label' } },
      },
    ],
  };
}

/** The share of each score. The bars are stacked so that failures end at 0. */
export function sharesOf({
  counts,
}: DistributionRow): { score: (typeof SCORE_ORDER)[number]; from: number; to: number }[] {
  const n = SCORE_ORDER.reduce((sum, score) => sum + counts[score], 0);
  if (n === 0) return [];
  let at = -(counts['-2'] + counts['-1']) / n;
  return SCORE_ORDER.map((score) => {
    const from = at;
    at += counts[score] / n;
    return { score, from, to: at };
  });
}
