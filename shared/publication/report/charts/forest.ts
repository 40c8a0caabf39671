import type { Zone } from '../../../contracts/index.ts';
import { decimalPercent, percentInterval, several } from '../../../lib/index.ts';
import type { Context } from '../context.ts';
import { type Html, html } from '../html.ts';
import { criterionLabel } from '../lookup.ts';
import { pathIn } from '../traced.ts';
import { chart, markKey } from './chart.ts';
import { intervalCharts } from './interval-chart.ts';

/** A forest plot of findings in no-go zones: the rate, its interval, and the tolerance. */
export async function forestPlot(context: Context, zones: readonly Zone[]): Promise<Html> {
  const { audit, paths, model, specialtyKey } = context;
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
      reference: zone.tolerance,
      colour: 'var(--danger)',
      shape: 'square' as const,
      key: markKey(pathIn(paths, zone), key, specialtyKey(zone.specialty)),
    };
  });
  const top = Math.min(1, 1.04 * Math.max(...rows.flatMap(({ high, outer }) => [high, outer?.[1] ?? high])));
  const axis = { title: 'Share of answers that failed', domain: [0, top], format: '.0%' } as const;
  return chart(
    intervalCharts(rows, axis),
    `${several(rows.length, 'finding')} in no-go zones: rate, interval and tolerance of each. The figures are in the table below.`,
    html`Each line is one finding in a no-go zone: the share of answers that failed, with its interval. The dashed line shows how far the rate could lie if unrated answers failed less or more often than rated ones, within the limit that the protocol declares. The vertical line is the tolerance.`,
  );
}
