import { labelled, type Model } from '../models.ts';
import { NARROW } from './chart.ts';
import { fitted } from './fitted.ts';

/** The dimensions of a chart in pixels. */
export interface Room {
  readonly width: number;
  readonly left: number;
  readonly right: number;
  readonly row: number;
  /** The position of the panel of rank intervals, left of the rates. Null if there is no room for it. */
  readonly places: { readonly at: number; readonly width: number } | null;
}

/** The dimensions for a page and for a phone. */
export const WIDE: Room = { width: 430, left: 330, right: 190, row: 26, places: { at: -180, width: 160 } };
export const PHONE: Room = { width: NARROW - 24, left: 12, right: 12, row: 46, places: null };

export type Row = ReturnType<typeof rowOf>;

/** A model's line: its position and its rank interval. */
export function rowOf(model: Model, index: number, { row, places }: Room, of: number) {
  const { name, ranked, noGo } = model;
  const y = places ? (index + 0.5) * row : (index + 1) * row - 15;
  const where = [...noGo.keys()];
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
