import type { Snapshot, Zone } from '../../../contracts/snapshot.ts';
import { count, percent, percentInterval, pValue, several } from '../format.ts';
import { type Html, html, name, section, table } from '../html.ts';
import { labelOf, safetyCriteria } from '../lookup.ts';
import { stateTag } from '../zone-mark.ts';

/** Rows shown of each state; the file beside the report has them all. */
const SHOWN = { confirmed: 80, suspected: 30 } as const;

const COLUMNS = [
  { title: 'Model' },
  { title: 'Specialty' },
  { title: 'Criterion' },
  { title: 'State' },
  { title: 'Failures', numeric: true },
  { title: 'Tolerated', numeric: true },
  { title: 'Answers', numeric: true },
  { title: 'Adjusted p', numeric: true },
];

/**
 * Zones that are shown to exceed their tolerance, then those that seem to: what safety rests on first, and of that
 * what exceeds it most by shrunken rates, so that no small cell leads by chance.
 */
export function zoneList(audit: Snapshot): Html {
  const safety = new Set(safetyCriteria(audit));
  const weight = (zone: Zone) => (safety.has(zone.criterion) ? 0 : 1);
  const excess = (zone: Zone) => (zone.shrunkenRate ?? 0) / zone.tolerance;
  const of = (state: Zone['state']) =>
    audit.zones
      .filter((zone) => zone.state === state)
      .sort((a, b) => weight(a) - weight(b) || excess(b) - excess(a));
  const [confirmed, suspected] = [of('confirmed'), of('suspected')];
  return section(
    'zones',
    'No-go zones',
    html`<p>${several(confirmed.length, 'no-go zone')} confirmed, ${count(suspected.length)} suspected, of ${count(audit.zones.length)} combinations of model, specialty, criterion and severity examined. The plain rule “the rate is above what is tolerated” would have flagged ${count(audit.zones.filter((zone) => zone.aboveToleranceByPoint).length)}, chance and all.</p>`,
    zoneTable(audit, 'Confirmed no-go zones', confirmed, SHOWN.confirmed),
    suspected.length === 0
      ? html``
      : html`<details><summary>Suspected zones</summary>${zoneTable(audit, 'Zones above their tolerance, not shown to be', suspected, SHOWN.suspected)}</details>`,
  );
}

function zoneTable(audit: Snapshot, caption: string, zones: readonly Zone[], shown: number): Html {
  if (zones.length === 0) return html``;
  const left = zones.length - shown;
  return html`${table(
    caption,
    COLUMNS,
    zones
      .slice(0, shown)
      .map((zone) => [
        name(zone.model),
        name(zone.specialty),
        html`${name(labelOf(audit, zone.criterion))}${zone.level === 'severe' ? ' (severe)' : ''}`,
        html`${stateTag(zone.state)}${zone.alarm ? html` <small>alarm</small>` : ''}${zone.masked ? html` <small>hidden by the average</small>` : ''}`,
        html`${percent(zone.rate)} <small>${percentInterval(zone.interval)}</small>`,
        percent(zone.tolerance),
        html`${count(zone.failures)} of ${count(zone.n)}`,
        pValue(zone.adjustedP),
      ]),
  )}${left > 0 ? html`<p class="muted">${count(left)} more are in <a href="no-go-zones.csv">no-go-zones.csv</a>.</p>` : ''}`;
}
