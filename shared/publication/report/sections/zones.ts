import { headlinesFirst, isBelowTolerance, type NoGoZone, zoneKey } from '../../../audit/index.ts';
import type { Zone } from '../../../contracts/index.ts';
import { count, decimal, exactPercent, noun, percentInterval, pValue } from '../../../lib/index.ts';
import { forestPlot } from '../charts/forest.ts';
import type { Context } from '../context.ts';
import { details, type Html, html, name, section, table } from '../html.ts';
import { criterionLabel } from '../lookup.ts';
import { modelCell } from '../models.ts';
import { definitions } from '../terms.ts';
import { rate } from '../traced.ts';
import { stateTag } from '../zone-mark.ts';

/**
 * Maximum numbers of findings that are drawn, and of rows that are shown per state. The CSV file contains all of them.
 */
const MAX_DRAWN_FINDINGS = 30;
const MAX_SHOWN_ZONES = { confirmed: 120, suspected: 60, cleared: 60 } as const;

const COLUMNS = [
  { title: 'Model' },
  { title: 'Specialty' },
  { title: 'Criterion' },
  { title: 'State' },
  { title: 'Failure rate', numeric: true },
  { title: 'Tolerated', numeric: true },
  { title: 'Failed answers', numeric: true },
  { title: 'Adjusted p', numeric: true },
  { title: 'With unrated answers', numeric: true },
  { title: 'Holds up to', numeric: true },
];

/** The number of no-go zones, followed by their findings, findings on other criteria, and suspected results. */
export async function zonesSection(context: Context): Promise<Html> {
  const { models, audit } = context;
  const noGo = models.flatMap((model) => [...model.noGo.values()]);
  const safety = worstFirst(noGo.flatMap((zone) => zone.findings));
  const others = worstFirst(models.flatMap((model) => model.otherFindings));
  const suspected = audit.zones.filter(({ state }) => state === 'suspected');
  return section(
    'zones',
    'No-go zones',
    summary(context, noGo, others, suspected),
    safety.length === 0 ? html`` : await forestPlot(context, safety.slice(0, MAX_DRAWN_FINDINGS), 'finding'),
    safety.length > MAX_DRAWN_FINDINGS
      ? html`<p class="muted">The chart shows the worst ${count(MAX_DRAWN_FINDINGS)} of ${count(safety.length)} findings.</p>`
      : html``,
    zoneTable(
      context,
      'Findings in no-go zones: safety-critical rates shown to exceed their tolerance',
      safety,
      MAX_SHOWN_ZONES.confirmed,
    ),
    ...folded(
      context,
      'Findings on criteria that are not safety-critical: they do not make a no-go zone',
      others,
      MAX_SHOWN_ZONES.confirmed,
    ),
    ...folded(
      context,
      'Suspected: above the tolerance, but not significantly',
      worstFirst(suspected),
      MAX_SHOWN_ZONES.suspected,
    ),
    await clearedRates(context),
    definitions('zone', 'alarm', 'unrated', 'interval'),
    familyTable(context),
  );
}

/** The cleared rates, those with the largest share of their tolerance first. Nothing if there are none. */
async function clearedRates(context: Context): Promise<Html> {
  const cleared = worstFirst(context.audit.zones.filter(({ state }) => state === 'cleared'));
  if (cleared.length === 0) return html``;
  const title = 'Cleared: shown to be below the tolerance within the declared assumptions';
  return details(
    `${title} (${count(cleared.length)})`,
    html`${await forestPlot(context, cleared.slice(0, MAX_DRAWN_FINDINGS), 'cleared')}${
      cleared.length > MAX_DRAWN_FINDINGS
        ? html`<p class="muted">The chart shows the first ${count(MAX_DRAWN_FINDINGS)} of ${count(cleared.length)} rates in the order of the table.</p>`
        : ''
    }${zoneTable(context, title, cleared, MAX_SHOWN_ZONES.cleared)}`,
  );
}

/** The ratio of unrated to rated failures up to which a claim holds. Only these states are claims. */
function tippingPoint({ show }: Context, zone: Zone): Html {
  if (zone.tippingPoint === undefined || !(zone.state === 'confirmed' || isBelowTolerance(zone)))
    return html`–`;
  if (zone.tippingPoint === null) return html`any ratio`;
  return html`${show(zone, 'tippingPoint', (ratio) => decimal(ratio!, 1))} times`;
}

const folded = (context: Context, title: string, zones: readonly Zone[], shown: number): Html[] =>
  zones.length === 0
    ? []
    : [details(`${title} (${count(zones.length)})`, zoneTable(context, title, zones, shown))];

/**
 * Groups the results of a model in a specialty, with unsafe answers first. The groups are ordered by the largest excess
 * over a tolerance. The excess uses shrunken rates, so that small cells do not come first by chance.
 */
function worstFirst(zones: readonly Zone[]): Zone[] {
  const excess = ({ shrunkenRate, rate, tolerance }: Zone) => (shrunkenRate ?? rate ?? 0) / tolerance;
  const places = [...Map.groupBy(zones, zoneKey).values()];
  const worst = new Map(places.map((place) => [place, Math.max(...place.map(excess))]));
  return places
    .toSorted((a, b) => worst.get(b)! - worst.get(a)!)
    .flatMap((place) => place.toSorted((a, b) => headlinesFirst(a, b) || excess(b) - excess(a)));
}

function summary(
  { audit, counted, countedZones }: Context,
  noGo: readonly NoGoZone[],
  others: readonly Zone[],
  suspected: readonly Zone[],
): Html {
  if (audit.zones.length === 0)
    return html`<p>There are no ratings yet, so there are no results to examine.</p>`;
  const safety = noGo.flatMap((zone) => zone.findings);
  return html`<p><strong>${countedZones(noGo)} ${noun(noGo.length, 'no-go zone')}</strong> with ${counted(safety)} ${noun(safety.length, 'finding')}. In addition: ${counted(others)} ${noun(others.length, 'finding')} on criteria that are not safety-critical, and ${count(suspected.length)} suspected ${noun(suspected.length, 'result')}.
The audit examined all combinations of model, specialty, criterion and severity that have ratings: ${count(audit.zones.length)}.
The plain rule “the rate is above the tolerance” would have flagged ${count(audit.zones.filter((zone) => zone.aboveToleranceByPoint).length)} of them, including chance findings.</p>`;
}

function zoneTable(context: Context, caption: string, zones: readonly Zone[], shown: number): Html {
  if (zones.length === 0) return html``;
  const { audit, model, specialtyKey, criterionKey, show } = context;
  const left = zones.length - shown;
  return html`${table(
    caption,
    COLUMNS,
    zones.slice(0, shown).map((zone) => ({
      keys: [model(zone.model).key, specialtyKey(zone.specialty), criterionKey(zone.criterion)].join(' '),
      cells: [
        modelCell(model(zone.model)),
        name(zone.specialty),
        name(criterionLabel(audit, zone.criterion, zone.level)),
        html`${stateTag(zone.state)}${zone.alarm ? html` <small>alarm</small>` : ''}${zone.masked ? html` <small>hidden by the average</small>` : ''}`,
        rate(show, zone),
        show(zone, 'tolerance', exactPercent),
        html`${show(zone, 'failures', count)} of ${show(zone, 'n', count)}`,
        show(zone, 'adjustedP', pValue),
        show(zone, 'unratedBounds', (bounds) => percentInterval(bounds ?? null)),
        tippingPoint(context, zone),
      ],
    })),
    'sortable',
  )}${left > 0 ? html`<p class="muted">${count(left)} more are in <a href="no-go-zones.csv">no-go-zones.csv</a>.</p>` : ''}`;
}

/** The families of comparisons. The error rate holds within each family. */
function familyTable({ audit, show }: Context): Html {
  if (audit.zoneFamilies.length === 0) return html``;
  return details(
    'Families of comparisons',
    table(
      'Error rates hold within each family',
      [
        { title: 'Family' },
        { title: 'Tested', numeric: true },
        { title: 'Confirmed', numeric: true },
        { title: 'Below tolerance', numeric: true },
        { title: 'Cleared', numeric: true },
        { title: 'Above tolerance by the plain rule', numeric: true },
      ],
      audit.zoneFamilies.map((family) => [
        family.family,
        show(family, 'size', count),
        show(family, 'confirmed', count),
        family.belowTolerance === undefined
          ? ''
          : show(family, 'belowTolerance', (below) => count(below ?? 0)),
        show(family, 'cleared', count),
        show(family, 'aboveToleranceByPoint', count),
      ]),
    ),
  );
}
