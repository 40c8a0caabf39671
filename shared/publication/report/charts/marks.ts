import type { TopLevelSpec } from 'vega-lite';

/** A layer of a chart. */
export type Layer = Extract<TopLevelSpec, { layer: unknown }>['layer'][number];

/** A position in pixels, from a field of the data. */
export const pixels = (field: string) => ({ field, type: 'quantitative', scale: null }) as const;

/** A colour, shape or size that the data give directly. */
export const asIs = (field: string) => ({ field, scale: null }) as const;

/** A number of the data on a scale that the chart defines. */
export const onScale = (field: string, domain: readonly [number, number], axis: AxisOf) => ({
  field,
  type: 'quantitative' as const,
  scale: { domain: [...domain], nice: false, zero: false },
  axis,
});

export interface AxisOf {
  readonly title: string | null;
  readonly format: string;
  readonly tickCount: number;
  readonly orient?: 'top' | 'bottom';
  readonly labelExpr?: string;
}

/** The field with the key of a mark, see `keyOf`. */
export const KEY = { field: 'key' } as const;

/** Includes the keys of marks in the markup. */
export const KEYED = { aria: true } as const;
