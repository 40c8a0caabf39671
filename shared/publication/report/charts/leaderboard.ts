import type { TopLevelSpec } from 'vega-lite';
import type { Zone } from '../../../contracts/index.ts';
import { several } from '../../../lib/index.ts';
import type { Context } from '../context.ts';
import { type Html, html } from '../html.ts';
import { type Model, rankText } from '../models.ts';
import { pathIn } from '../traced.ts';
import { chart, markKey } from './chart.ts';
import { PHONE, type Room, type Row, rowOf, WIDE } from './leaderboard-rows.ts';
import { asIs, KEY, KEYED, type Layer, onScale, pixels } from './marks.ts';
import { placesPanel } from './places-panel.ts';

/** The size of a mark that shows only a rate. A chart leaves such marks out if it would have more than the maximum. */
const PLAIN_MARK_SIZE = 22;
const MAX_PLAIN_MARKS = 1500;

interface Mark {
  readonly shape: string;
  readonly colour: string;
  readonly size: number;
}

/** The marks of a specialty by state. With too few ratings there is no mark, because a rate would mislead. */
const MARK: Readonly<Record<Zone['state'], Mark | null>> = {
  confirmed: { shape: 'M-.6,-.6L.6,.6M-.6,.6L.6,-.6', colour: 'var(--danger)', size: 100 },
  suspected: { shape: 'triangle-up', colour: 'var(--warn)', size: 60 },
  'below tolerance': { shape: 'circle', colour: 'var(--muted)', size: PLAIN_MARK_SIZE },
  cleared: { shape: 'circle', colour: 'var(--muted)', size: PLAIN_MARK_SIZE },
  indeterminate: { shape: 'circle', colour: 'var(--muted)', size: PLAIN_MARK_SIZE },
  insufficient: null,
};

/** Models by preference, with their rank intervals, and the rates of unsafe answers overall and per specialty. */
export async function leaderboardChart(context: Context): Promise<Html> {
  const models = context.models.filter(
    ({ ranked, unsafe, noGo }) => ranked !== null || unsafe?.rate != null || noGo.size > 0,
  );
  if (models.length === 0) return html``;
  const withZones = models.filter(({ noGo }) => noGo.size > 0).length;
  return chart(
    { wide: drawing(context, models, WIDE), narrow: drawing(context, models, PHONE) },
    `${several(models.length, 'model')} by preference, with the share of unsafe answers over all specialties and in each; ${withZones} with a no-go zone. The figures are in the tables of the leaderboard and of the map.`,
    html`Each line is a model, the most preferred one first.<span class="figure-note"> The bar on the left is its rank interval.</span> The numbered mark
      is its share of unsafe answers over all specialties, with its interval. Each small mark is one specialty. <b class="danger">✖</b> is a
      no-go zone. <b class="warn">▲</b> is a specialty in which the rate of unsafe answers is suspected to exceed the tolerance.${drawsAll(context) ? ' ● is any other specialty with enough ratings.' : ''} The dashed line is the tolerance of the study. If ✖ is far to the right of the numbered
      mark, the average hides a danger.`,
  );
}

function drawing(context: Context, models: readonly Model[], room: Room): TopLevelSpec {
  const { composite } = context.audit.protocol.tolerance;
  const rows = models.map((model, index) => rowOf(model, index, room, models.length));
  const lines = new Map(rows.map((row) => [row.name, row.y]));
  const overall = overallOf(context, models, lines);
  const specialties = specialtiesOf(context, lines);
  const rates = [...specialties.map(({ rate }) => rate), ...overall.map(({ high }) => high)];
  const x: Scaled = (field) =>
    onScale(field, [0, Math.min(1, 1.04 * Math.max(composite, ...rates))], {
      orient: 'top',
      title: 'Unsafe answers (left: safer)',
      format: '.0%',
      tickCount: 6,
    });
  const [zones, others] = [true, false].map((wanted) =>
    specialties.filter(({ zone }) => zone === wanted),
  ) as [Specialty[], Specialty[]];
  return {
    width: room.width,
    height: models.length * room.row,
    padding: { left: room.left, right: room.right, top: 44, bottom: 6 },
    layer: [
      {
        data: { values: [{ composite }] },
        mark: { type: 'rule', stroke: 'var(--danger)', strokeDash: [6, 4], strokeWidth: 1.5 },
        encoding: { x: x('composite') },
      },
      specialtyLayer(others, x, { filled: true, opacity: 0.75 }),
      ...overallLayers(overall, x),
      specialtyLayer(zones, x, { filled: false, strokeWidth: 2.5, opacity: 1 }),
      ...textLayers(rows, room),
      ...(room.places ? placesPanel(rows, models.length, room.places) : []),
    ],
  };
}

/** A model's rate over all specialties, at its line. */
interface Overall {
  readonly key: string;
  readonly rate: number;
  readonly low: number;
  readonly high: number;
  readonly y: number;
  readonly colour: string;
  readonly place: string;
}

const overallOf = (
  { paths }: Context,
  models: readonly Model[],
  lines: ReadonlyMap<string, number>,
): Overall[] =>
  models.flatMap((model) => {
    const { unsafe, key, colour, name } = model;
    if (unsafe?.rate == null) return [];
    const [low, high] = unsafe.interval ?? [unsafe.rate, unsafe.rate];
    const at = { y: lines.get(name)!, colour, place: rankText(model) };
    return [{ key: markKey(pathIn(paths, unsafe), key), rate: unsafe.rate, low, high, ...at }];
  });

/** A model's rate in one specialty, at its line. */
type Specialty = Mark & {
  readonly key: string;
  readonly rate: number;
  readonly y: number;
  readonly zone: boolean;
};

function specialtiesOf(context: Context, lines: ReadonlyMap<string, number>): Specialty[] {
  const { paths, model, specialtyKey, fields } = context;
  return fields.flatMap(({ unsafe, noGo, state }) => {
    // Without a rate of unsafe answers, the mark has no position. The text at the end of the line then names the zone.
    if (unsafe === null || unsafe.rate === null) return [];
    const [mark, y] = [MARK[state], lines.get(unsafe.model)];
    if (mark === null || y === undefined) return [];
    if (mark.size === PLAIN_MARK_SIZE && !drawsAll(context)) return [];
    const key = markKey(pathIn(paths, unsafe), model(unsafe.model).key, specialtyKey(unsafe.specialty));
    return [{ key, rate: unsafe.rate, y, zone: noGo !== null, ...mark }];
  });
}

const drawsAll = ({ models, specialties }: Context): boolean =>
  models.length * specialties.length <= MAX_PLAIN_MARKS;

/** A field of the data on the scale of rates. */
type Scaled = (field: string) => ReturnType<typeof onScale>;

const specialtyLayer = (specialties: readonly Specialty[], x: Scaled, style: object): Layer => ({
  data: { values: [...specialties] },
  mark: { type: 'point', ...style, ...KEYED },
  encoding: {
    x: x('rate'),
    y: pixels('y'),
    shape: asIs('shape'),
    color: asIs('colour'),
    size: pixels('size'),
    description: KEY,
  },
});

function overallLayers(overall: readonly Overall[], x: Scaled): Layer[] {
  const data = { values: [...overall] };
  const y = pixels('y');
  return [
    {
      data,
      mark: { type: 'rule', strokeWidth: 3, opacity: 0.6 },
      encoding: { x: x('low'), x2: { field: 'high' }, y, color: asIs('colour') },
    },
    {
      data,
      mark: { type: 'point', filled: true, shape: 'circle', size: 290, opacity: 1, ...KEYED },
      encoding: { x: x('rate'), y, color: asIs('colour'), description: KEY },
    },
    {
      data,
      mark: { type: 'text', fontSize: 10, fontWeight: 'bold', fill: 'var(--paper)' },
      encoding: { x: x('rate'), y, text: { field: 'place' } },
    },
  ];
}

/** The model before its line, and its no-go zones after the line. */
const textLayers = (rows: readonly Row[], { left, width, places }: Room): Layer[] => [
  {
    data: { values: [...rows] },
    mark: { type: 'text', align: 'left', fontWeight: 600 },
    encoding: { x: { value: places ? 8 - left : 0 }, y: pixels('labelY'), text: { field: 'label' } },
  },
  {
    data: { values: rows.filter(({ danger }) => danger !== '') },
    mark: { type: 'text', align: places ? 'left' : 'right', fill: 'var(--danger)', fontSize: 11 },
    encoding: { x: { value: width + (places ? 10 : 0) }, y: pixels('labelY'), text: { field: 'danger' } },
  },
];
