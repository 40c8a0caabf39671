import type { TopLevelSpec } from 'vega-lite';
import { NARROW } from './chart.ts';
import { fitted } from './fitted.ts';
import { asIs, KEY, KEYED, type Layer, onScale, pixels } from './marks.ts';
import { holdsUpTo, PANEL_GAP, PANEL_WIDTH, tippingPanel } from './tipping-panel.ts';

/** An estimate with its interval, on a line of a chart. */
export interface IntervalRow {
  readonly label: string;
  /** A second line under the label, in smaller type. */
  readonly sub?: string;
  /** The figures as text, at the end of the line. */
  readonly text: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** A wider interval under stated assumptions, as a thin line. */
  readonly outer?: readonly [number, number];
  /** The largest ratio of unrated to rated failures at which a claim holds, from 1 to 100. Null if it holds at any ratio. */
  readonly tippingPoint?: number | null;
  /** The value for comparison. */
  readonly reference?: number;
  readonly colour: string;
  readonly shape: 'square' | 'circle' | 'diamond';
  readonly key: string;
}

export interface IntervalAxis {
  readonly title: string;
  readonly domain: readonly [number, number];
  readonly format: string;
}

/** A forest plot: estimates with their intervals, one per line. It has one drawing for a page and one for a phone. */
export const intervalCharts = (rows: readonly IntervalRow[], axis: IntervalAxis) => ({
  wide: drawing(rows, axis, {
    ...(rows.some(hasTippingPoint)
      ? { width: 310, left: 320, right: 165 + PANEL_WIDTH + PANEL_GAP, panel: 310 + PANEL_GAP }
      : { width: 400, left: 320, right: 165, panel: null }),
    height: rows.some(({ sub }) => sub) ? 34 : 26,
  }),
  narrow: drawing(rows, axis, {
    width: NARROW - 20,
    left: 10,
    right: 10,
    panel: null,
    height: rows.some(({ sub }) => sub) ? 58 : 44,
  }),
});

const hasTippingPoint = ({ tippingPoint }: IntervalRow): boolean => tippingPoint !== undefined;

interface Room {
  readonly width: number;
  readonly left: number;
  readonly right: number;
  /** The left end of the panel of tipping points. Null without a panel. */
  readonly panel: number | null;
  readonly height: number;
}

function drawing(
  rows: readonly IntervalRow[],
  { title, domain, format }: IntervalAxis,
  room: Room,
): TopLevelSpec {
  const labelsAtLeft = room.left > 100;
  const values = rows.map((row, index) => placed(row, index, room, labelsAtLeft));
  const at = (field: string) =>
    onScale(field, domain, { orient: 'top', title, format, tickCount: labelsAtLeft ? 8 : 5 });
  const y = pixels('y');
  const label = labelsAtLeft
    ? { x: { value: 8 - room.left }, align: 'left' as const }
    : { x: { value: 0 }, align: 'left' as const };
  const figures = {
    x: { value: room.width + (labelsAtLeft ? room.right - 155 : 0) },
    align: labelsAtLeft ? ('left' as const) : ('right' as const),
  };
  const text = (
    field: string,
    lineField: string,
    { align, ...position }: typeof label | typeof figures,
    style = {},
  ): Layer => ({
    mark: { type: 'text', align, ...style },
    encoding: { ...position, y: pixels(lineField), text: { field } },
  });
  return {
    width: room.width,
    height: rows.length * room.height,
    padding: { left: room.left, right: room.right, top: 42, bottom: 6 },
    data: { values },
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 1, strokeDash: [3, 2] },
        encoding: { x: at('outerLow'), x2: { field: 'outerHigh' }, y, color: asIs('colour') },
      },
      {
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: { x: at('low'), x2: { field: 'high' }, y, color: asIs('colour') },
      },
      {
        mark: { type: 'rule', stroke: 'var(--ink)', strokeWidth: 2 },
        transform: [{ filter: 'isValid(datum.reference)' }],
        encoding: { x: at('reference'), y: pixels('above'), y2: { field: 'below' } },
      },
      {
        mark: { type: 'point', filled: true, size: 90, opacity: 1, ...KEYED },
        encoding: { x: at('value'), y, color: asIs('colour'), shape: asIs('shape'), description: KEY },
      },
      text('label', 'labelY', label, { fontWeight: 600 }),
      text('sub', 'subY', label, { fill: 'var(--muted)', fontSize: 11 }),
      text('text', 'textY', figures, { fill: 'var(--muted)' }),
      text('holds', 'holdsY', figures, { fill: 'var(--muted)', fontSize: 11 }),
      ...(room.panel === null ? [] : tippingPanel(values, room.panel)),
    ],
  };
}

/** The positions of a row's parts. They are left of the row's line, or above the line if there is little room. */
function placed(row: IntervalRow, index: number, { height, left }: Room, labelsAtLeft: boolean) {
  const top = index * height;
  const line = labelsAtLeft ? top + height / 2 : top + height - 10;
  const [labelY, subY] = labelsAtLeft
    ? row.sub
      ? [line - 7, line + 8]
      : [line, line]
    : [top + 12, top + 27];
  const room = left - 12;
  const holds = holdsUpTo(row);
  return {
    ...row,
    holds,
    textY: labelsAtLeft ? (holds ? line - 7 : line) : labelY,
    holdsY: labelsAtLeft ? line + 8 : subY,
    label: fitted(row.label, labelsAtLeft ? room : NARROW - 140, 12.5),
    sub: fitted(row.sub ?? '', labelsAtLeft ? room : NARROW - (holds ? 150 : 20), 11),
    reference: row.reference ?? null,
    outerLow: row.outer?.[0] ?? row.low,
    outerHigh: row.outer?.[1] ?? row.high,
    y: line,
    above: line - 8,
    below: line + 8,
    labelY,
    subY,
  };
}
