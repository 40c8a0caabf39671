import type { Zone } from '../../../contracts/index.ts';
import { decimalPercent, percentInterval, several } from '../../../lib/index.ts';
import type { Context } from '../context.ts';
import { type Html, html } from '../html.ts';
import { criterionLabel } from '../lookup.ts';
import { pathIn } from '../traced.ts';
import { chart, markKey } from './chart.ts';
import { intervalCharts } from './interval-chart.ts';

/** The claims that a forest plot shows, with the words for them. */
interface Claims {
  readonly colour: string;
  readonly shape: 'square' | 'circle';
  /** A number of claims, for blind readers. */
  readonly several: string;
  /** A single claim. */
  readonly one: string;
  /** The ratio of unrated to rated failures that the protocol allows in favour of the claim. */
  readonly allowed: string;
}

const KINDS = {
  finding: (n: number): Claims => ({
    ...{ colour: 'var(--danger)', shape: 'square' },
    several: `${several(n, 'finding')} in no-go zones`,
    one: 'finding in a no-go zone',
    allowed: 'less often',
  }),
  cleared: (n: number): Claims => ({
    ...{ colour: 'var(--ok)', shape: 'circle' },
    several: `${several(n, 'cleared rate')}`,
    one: 'cleared rate',
    allowed: 'more often',
  }),
};

/**
 * A forest plot of claims about rates: the rate, its interval and bounds, the tolerance, and the tipping point of the
 * claim.
 */
export async function forestPlot(
  context: Context,
  zones: readonly Zone[],
  kind: keyof typeof KINDS,
): Promise<Html> {
  const { audit, paths, model, specialtyKey } = context;
  const claims = KINDS[kind](zones.length);
  const rows = zones.map((zone) => {
    const { key } = model(zone.model);
    const [low, high] = zone.interval ?? [zone.rate!, zone.rate!];
    return {
      label: `${zone.model} in ${zone.specialty}`,
      sub: `${criterionLabel(audit, zone.criterion, zone.level)}${zone.masked ? ' · hidden by the average' : ''}`,
      text: `${decimalPercent(zone.rate)} (${percentInterval(zone.interval)})`,
      value: zone.rate!,
      low,
      high,
      ...(zone.unratedInterval && { outer: zone.unratedInterval }),
      ...(zone.tippingPoint !== undefined && { tippingPoint: zone.tippingPoint }),
      reference: zone.tolerance,
      colour: claims.colour,
      shape: claims.shape,
      key: markKey(pathIn(paths, zone), key, specialtyKey(zone.specialty)),
    };
  });
  const top = Math.min(
    1,
    1.04 * Math.max(...rows.flatMap(({ high, outer, reference }) => [high, outer?.[1] ?? high, reference])),
  );
  const axis = { title: 'Share of answers that failed', domain: [0, top], format: '.0%' } as const;
  return chart(
    intervalCharts(rows, axis),
    `${claims.several}: rate, interval, tolerance and tipping point of each. The figures are in the table below.`,
    html`Each line is one ${claims.one}: the share of answers that failed, with its interval. The dashed line shows how far the rate could lie if unrated answers failed less or more often than rated ones, within the limit that the protocol declares. The vertical line is the tolerance. The claim <em>holds up to</em> the ratio at which it would fall, if unrated answers failed ${claims.allowed} than rated ones by this ratio.`,
  );
}
