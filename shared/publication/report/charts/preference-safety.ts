import type { TopLevelSpec } from 'vega-lite';
import { exactPercent } from '../../../lib/index.ts';
import type { Context } from '../context.ts';
import { type Html, html } from '../html.ts';
import { rankText } from '../models.ts';
import { pathIn } from '../traced.ts';
import { chart, markKey, NARROW } from './chart.ts';
import { fitted } from './fitted.ts';
import { asIs, KEY, KEYED, type Layer, onScale, pixels } from './marks.ts';
import { placeLabels } from './place-labels.ts';

/**
 * If a chart has more models, only those with a zone and the most preferred ones are named. All models are numbered.
 */
const MAX_MODELS_NAMED = 20;
const NAMED_IF_PREFERRED = 5;

interface Point {
  readonly key: string;
  readonly label: string;
  readonly place: string;
  readonly colour: string;
  readonly zone: boolean;
  readonly score: number;
  readonly left: number;
  readonly right: number;
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/** The positions of ranked models with ratings on both scales, with both intervals. */
function pointsOf({ models, paths }: Context): Point[] {
  return models.flatMap((model) => {
    const { ranked, unsafe } = model;
    if (!ranked || unsafe?.rate == null) return [];
    const [left, right] = ranked.interval ?? [ranked.score, ranked.score];
    const [low, high] = unsafe.interval ?? [unsafe.rate, unsafe.rate];
    const zone = model.noGo.size > 0;
    return [
      {
        key: markKey(pathIn(paths, ranked), model.key),
        label: fitted(`${zone ? '✖ ' : ''}${model.name}`, 160, 12),
        place: rankText(model),
        colour: model.colour,
        zone,
        score: ranked.score,
        left,
        right,
        rate: unsafe.rate,
        low,
        high,
      },
    ];
  });
}

/** Every ranked model by preference score and share of unsafe answers, with both intervals. */
export async function preferenceSafetyChart(context: Context): Promise<Html> {
  const points = pointsOf(context);
  if (points.length === 0) return html`<p>No model has both a preference score and rated answers yet.</p>`;
  const { composite } = context.audit.protocol.tolerance;
  const zones = points.filter(({ zone }) => zone).length;
  return chart(
    {
      wide: drawing(points, composite, { width: 830, height: 420, left: 58 }),
      narrow: drawing(points, composite, { width: NARROW - 52, height: 360, left: 42 }),
    },
    `Preference score against the share of unsafe answers, with one mark for each of ${points.length} models. ${zones} of them have a no-go zone. The figures are in the table of the leaderboard.`,
    html`Each mark is a model, with its rank by preference. The lines are intervals. A model with a ring around its mark and ✖ before its
      name has a no-go zone. The dashed line is the tolerance of the study: ${exactPercent(composite)} unsafe answers. If preference indicated
      safety, marks further right would be lower.`,
  );
}

interface Room {
  readonly width: number;
  readonly height: number;
  readonly left: number;
}

function drawing(points: readonly Point[], tolerance: number, { width, height, left }: Room): TopLevelSpec {
  const radius = points.length > MAX_MODELS_NAMED || width < 400 ? 8 : 10;
  const scores = padded(
    Math.min(...points.map((point) => point.left)),
    Math.max(...points.map((point) => point.right)),
  );
  const rates = [0, 1.06 * Math.max(tolerance, ...points.map(({ high }) => high))] as const;
  const xOf = (score: number) => (width * (score - scores[0])) / (scores[1] - scores[0]);
  const yOf = (rate: number) => height * (1 - rate / rates[1]);
  const labels = placeLabels(
    points.map(({ score, rate, label, place, zone }) => {
      const text =
        points.length <= MAX_MODELS_NAMED || zone || Number(place) <= NAMED_IF_PREFERRED ? label : '';
      return { x: xOf(score), y: yOf(rate), text };
    }),
    radius,
    width,
    height,
  );
  const values = points.map((point, index) => ({ ...point, at: labels[index] ?? null }));
  const named = values.flatMap(({ at, ...point }) => (at ? [{ ...point, ...at }] : []));
  const across = (field: string) =>
    onScale(field, scores, {
      title: 'Preference score (further right: more preferred)',
      format: 'd',
      tickCount: Math.round(width / 90),
    });
  const up = (field: string) =>
    onScale(field, rates, { title: 'Unsafe answers (lower: safer)', format: '.0%', tickCount: 6 });
  const [x, y] = [across('score'), up('rate')];
  const line = { type: 'rule', strokeWidth: 1.5, opacity: 0.55 } as const;
  const area = 4 * radius * radius;
  const text = (align: 'left' | 'right' | 'center'): Layer => ({
    data: { values: named.filter((label) => label.align === align) },
    mark: { type: 'text', align, fontSize: 12 },
    encoding: { x: pixels('x'), y: pixels('y'), text: { field: 'label' } },
  });
  return {
    width,
    height,
    padding: { left, right: 10, top: 12, bottom: 46 },
    data: { values: values.map(({ at, ...point }) => point) },
    layer: [
      {
        data: { values: [{ tolerance }] },
        mark: { type: 'rule', stroke: 'var(--danger)', strokeDash: [6, 4], strokeWidth: 1.5 },
        encoding: { y: up('tolerance') },
      },
      {
        data: { values: [{ tolerance, label: `tolerated: ${exactPercent(tolerance)}` }] },
        mark: { type: 'text', align: 'right', dy: -9, fill: 'var(--danger)', fontSize: 11 },
        encoding: { x: { value: width - 2 }, y: up('tolerance'), text: { field: 'label' } },
      },
      {
        mark: line,
        encoding: { x: across('left'), x2: { field: 'right' }, y, color: asIs('colour') },
      },
      {
        mark: line,
        encoding: { x, y: up('low'), y2: { field: 'high' }, color: asIs('colour') },
      },
      {
        transform: [{ filter: 'datum.zone' }],
        mark: {
          type: 'point',
          filled: false,
          shape: 'circle',
          size: area * 1.9,
          stroke: 'var(--danger)',
          strokeWidth: 2,
          opacity: 1,
        },
        encoding: { x, y },
      },
      {
        mark: { type: 'point', filled: true, shape: 'circle', size: area, opacity: 1, ...KEYED },
        encoding: { x, y, color: asIs('colour'), description: KEY },
      },
      {
        mark: { type: 'text', fontSize: radius + 1, fontWeight: 'bold', fill: 'var(--paper)' },
        encoding: { text: { field: 'place' }, x, y },
      },
      text('left'),
      text('right'),
      text('center'),
    ],
  };
}

/** A range with some padding on both sides. It is never empty. */
function padded(low: number, high: number): [number, number] {
  const room = Math.max(5, 0.05 * (high - low));
  return [low - room, high + room];
}
