import { decimal } from '../../../lib/index.ts';
import { asIs, type Layer, pixels } from './marks.ts';

/** Dimensions of the panel of tipping points, in pixels. */
export const PANEL_WIDTH = 80;
export const PANEL_GAP = 26;

/** The largest ratio of the panel. A claim that holds there holds at any ratio. */
const MAX_RATIO = 100;
const LABELLED_RATIOS = [1, 10, MAX_RATIO];

/** A claim that holds up to a ratio of unrated to rated failures, from 1 to 100. Null if it holds at any ratio. */
interface TippingClaim {
  readonly tippingPoint?: number | null;
  readonly colour: string;
}

/** The tipping point of a claim in words. Empty without one. */
export function holdsUpTo({ tippingPoint }: TippingClaim): string {
  if (tippingPoint === undefined) return '';
  return tippingPoint === null ? 'holds at any ratio' : `holds up to ${decimal(tippingPoint, 1)} times`;
}

/**
 * Bars from 1 to the tipping point, on a logarithmic scale.
 * @param at the left end of the panel, in pixels
 */
export function tippingPanel(rows: readonly (TippingClaim & { readonly y: number })[], at: number): Layer[] {
  const place = (ratio: number) => at + (PANEL_WIDTH * Math.log(ratio)) / Math.log(MAX_RATIO);
  const bars = rows.flatMap(({ tippingPoint, y, colour }) =>
    tippingPoint === undefined
      ? []
      : [{ y, colour, from: at, to: place(tippingPoint ?? MAX_RATIO), above: y - 6, below: y + 6 }],
  );
  const text = (x: number, y: number, label: string, fontSize: number): Layer => ({
    data: { values: [{}] },
    mark: { type: 'text', align: 'center', fill: 'var(--muted)', fontSize },
    encoding: { x: { value: x }, y: { value: y }, text: { value: label } },
  });
  return [
    {
      data: { values: bars },
      mark: { type: 'rule', strokeWidth: 6, opacity: 0.45 },
      encoding: { x: pixels('from'), x2: { field: 'to' }, y: pixels('y'), color: asIs('colour') },
    },
    {
      data: { values: bars },
      mark: { type: 'rule', strokeWidth: 2 },
      encoding: { x: pixels('to'), y: pixels('above'), y2: { field: 'below' }, color: asIs('colour') },
    },
    ...LABELLED_RATIOS.map((ratio) => text(place(ratio), -12, `${ratio}`, 11)),
    text(at + PANEL_WIDTH / 2, -30, 'Holds up to (times)', 12),
  ];
}
