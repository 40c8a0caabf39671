import type { TopLevelSpec } from 'vega-lite';
import type { Zone } from '../../../contracts/snapshot.ts';
import type { Context } from '../context.ts';
import { fitted, several } from '../format.ts';
import { type Html, html } from '../html.ts';
import { COMPOSITE } from '../lookup.ts';
import { labelled, type Model, placeOf } from '../models.ts';
import { pathIn } from '../traced.ts';
import { chart, keyOf, NARROW } from './chart.ts';
import { asIs, KEY, KEYED, onScale, pixels } from './marks.ts';

/** The size of a mark that tells nothing but a rate, and beyond how many of them they are left out. */
const PLAIN = 22;
const MARKS = 1500;

/** States drawn of a specialty: where too little was rated, a rate would only mislead. */
const DRAWN: Readonly<Record<Zone['state'], { shape: string; colour: string; size: number } | null>> = {
  confirmed: { shape: 'M-.6,-.6L.6,.6M-.6,.6L.6,-.6', colour: 'var(--danger)', size: 100 },
  suspected: { shape: 'triangle-up', colour: 'var(--warn)', size: 60 },
  cleared: { shape: 'circle', colour: 'var(--muted)', size: PLAIN },
  indeterminate: { shape: 'circle', colour: 'var(--muted)', size: PLAIN },
  insufficient: null,
};

interface Room {
  readonly width: number;
  readonly left: number;
  readonly right: number;
  readonly row: number;
  /** Where the panel of places begins, left of the rates; null where there is no room for it. */
  readonly places: { readonly at: number; readonly width: number } | null;
}

const WIDE: Room = { width: 430, left: 330, right: 190, row: 26, places: { at: -180, width: 160 } };
const PHONE: Room = { width: NARROW - 24, left: 12, right: 12, row: 46, places: null };

/** Models by preference: the places each may hold, beside the rates of unsafe answers over all and in each specialty. */
export async function leaderboardChart(context: Context): Promise<Html> {
  const models = context.models.filter(({ ranked, unsafe }) => ranked !== null || unsafe?.rate != null);
  if (models.length === 0) return html``;
  const worst = models.filter(({ zones }) => zones.length > 0).length;
  return chart(
    { wide: drawing(context, models, WIDE), narrow: drawing(context, models, PHONE) },
    `${several(models.length, 'model')} by preference, with the share of unsafe answers over all specialties and in each; ${worst} with a confirmed no-go zone. The figures are in the tables of the leaderboard and of the map.`,
    html`One line a model, best liked first<span class="beside">; the bar on the left spans the places it may hold</span>. The numbered mark is its
      share of unsafe answers over all specialties, with its interval; each small mark is one specialty. <b class="danger">✖</b> is a confirmed
      no-go zone on anything safety-critical, <b class="warn">▲</b> a suspected one${drawsAll(context) ? ', ● any other with enough ratings' : ''}. The dashed line is what the study tolerates. A ✖ far to the right of its number
      is a danger that the average hides.`,
  );
}

function drawing(context: Context, models: readonly Model[], room: Room): TopLevelSpec {
  const { audit, paths, specialtyKey } = context;
  const { composite } = audit.protocol.tolerance;
  const rows = models.map((model, index) => placed(model, index, room, models.length));
  const lines = new Map(rows.map((row) => [row.name, row.y]));
  const overall = models.flatMap((model) => {
    const { unsafe } = model;
    if (unsafe?.rate == null) return [];
    const [low, high] = unsafe.interval ?? [unsafe.rate, unsafe.rate];
    const { key, colour, name } = model;
    const at = { y: lines.get(name)!, colour, place: placeOf(model) };
    return [{ key: keyOf(pathIn(paths, unsafe), key), rate: unsafe.rate, low, high, ...at }];
  });
  const keys = new Map(models.map(({ name, key }) => [name, key]));
  const inSpecialties = context.zonesBy(COMPOSITE, 'failure').flatMap((zone) => {
    const drawn = DRAWN[context.stateIn(zone)];
    const y = lines.get(zone.model);
    if (zone.rate === null || drawn === null || y === undefined) return [];
    if (drawn.size === PLAIN && !drawsAll(context)) return [];
    const key = keyOf(pathIn(paths, zone), keys.get(zone.model)!, specialtyKey(zone.specialty));
    return [{ key, rate: zone.rate, y, ...drawn }];
  });
  const top = Math.max(
    composite,
    ...inSpecialties.map(({ rate }) => rate),
    ...overall.map(({ high }) => high),
  );
  const at = (field: string) =>
    onScale(field, [0, Math.min(1, 1.04 * top)], {
      orient: 'top',
      title: 'Unsafe answers (left: safer)',
      format: '.0%',
      tickCount: 6,
    });
  const x = at('rate');
  const y = pixels('y');
  const of = (data: readonly object[]) => ({ data: { values: [...data] as object[] } });
  return {
    width: room.width,
    height: models.length * room.row,
    padding: { left: room.left, right: room.right, top: 44, bottom: 6 },
    layer: [
      {
        ...of([{ composite }]),
        mark: { type: 'rule', stroke: 'var(--danger)', strokeDash: [6, 4], strokeWidth: 1.5 },
        encoding: { x: at('composite') },
      },
      {
        ...of(inSpecialties.filter(({ colour }) => colour !== 'var(--danger)')),
        mark: { type: 'point', filled: true, opacity: 0.75, ...KEYED },
        encoding: {
          x,
          y,
          shape: asIs('shape'),
          color: asIs('colour'),
          size: pixels('size'),
          description: KEY,
        },
      },
      {
        ...of(overall),
        mark: { type: 'rule', strokeWidth: 3, opacity: 0.6 },
        encoding: { x: at('low'), x2: { field: 'high' }, y, color: asIs('colour') },
      },
      {
        ...of(overall),
        mark: { type: 'point', filled: true, shape: 'circle', size: 290, opacity: 1, ...KEYED },
        encoding: { x, y, color: asIs('colour'), description: KEY },
      },
      {
        ...of(overall),
        mark: { type: 'text', fontSize: 10, fontWeight: 'bold', fill: 'var(--paper)' },
        encoding: { x, y, text: { field: 'place' } },
      },
      {
        ...of(inSpecialties.filter(({ colour }) => colour === 'var(--danger)')),
        mark: { type: 'point', filled: false, strokeWidth: 2.5, opacity: 1, ...KEYED },
        encoding: {
          x,
          y,
          shape: asIs('shape'),
          color: asIs('colour'),
          size: pixels('size'),
          description: KEY,
        },
      },
      {
        ...of(rows),
        mark: { type: 'text', align: 'left', fontWeight: 600 },
        encoding: {
          x: { value: room.places ? 8 - room.left : 0 },
          y: pixels('labelY'),
          text: { field: 'label' },
        },
      },
      {
        ...of(rows.filter(({ danger }) => danger !== '')),
        mark: { type: 'text', align: room.places ? 'left' : 'right', fill: 'var(--danger)', fontSize: 11 },
        encoding: {
          x: { value: room.width + (room.places ? 10 : 0) },
          y: pixels('labelY'),
          text: { field: 'danger' },
        },
      },
      ...(room.places ? placesPanel(rows, models.length, room.places) : []),
    ],
  };
}

const drawsAll = ({ models, specialties }: Context): boolean => models.length * specialties.length <= MARKS;

/** A model's line: where it stands, and the places it may hold. */
function placed(model: Model, index: number, { row, places }: Room, of: number) {
  const { name, ranked, nogo } = model;
  const y = places ? (index + 0.5) * row : (index + 1) * row - 15;
  const where = [...nogo];
  const step = places ? places.width / of : 0;
  const [best, worst] = ranked?.rankInterval ?? [0, 0];
  return {
    name,
    colour: model.colour,
    y,
    labelY: places ? y : y - 18,
    label: labelled(model, places ? 138 : 190, 12.5),
    danger:
      where.length === 0
        ? ''
        : where.length === 1
          ? fitted(`✖ ${where[0]}`, places ? 180 : 130, 11)
          : `✖ ${where.length} specialties`,
    ranked: ranked !== null,
    best: (places?.at ?? 0) + (best - 1) * step,
    worst: (places?.at ?? 0) + worst * step,
    place: (places?.at ?? 0) + ((ranked?.rank ?? 0) - 0.5) * step,
  };
}

/** Bars from the best place a model may hold to the worst. */
function placesPanel(
  rows: readonly ReturnType<typeof placed>[],
  of: number,
  { at, width }: NonNullable<Room['places']>,
) {
  const ranked = rows.filter((row) => row.ranked);
  const ends = [
    { x: at, align: 'left' as const, text: '1' },
    { x: at + width, align: 'right' as const, text: String(of) },
  ];
  return [
    {
      data: { values: ranked },
      mark: { type: 'rule' as const, strokeWidth: 8, opacity: 0.45 },
      encoding: { x: pixels('best'), x2: { field: 'worst' }, y: pixels('y'), color: asIs('colour') },
    },
    {
      data: { values: ranked },
      mark: { type: 'point' as const, filled: true, shape: 'diamond', size: 60, opacity: 1 },
      encoding: { x: pixels('place'), y: pixels('y'), color: asIs('colour') },
    },
    ...ends.map(({ x, align, text }) => ({
      data: { values: [{}] },
      mark: { type: 'text' as const, align, fill: 'var(--muted)', fontSize: 11 },
      encoding: { x: { value: x }, y: { value: -12 }, text: { value: text } },
    })),
    {
      data: { values: [{}] },
      mark: { type: 'text' as const, align: 'center' as const, fill: 'var(--muted)', fontSize: 12 },
      encoding: { x: { value: at + width / 2 }, y: { value: -30 }, text: { value: 'Places it may hold' } },
    },
  ];
}
