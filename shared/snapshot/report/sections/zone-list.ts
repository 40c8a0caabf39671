import type { Snapshot, Zone } from '../../../contracts/snapshot.ts';
import { count, percent, percentInterval, pValue, several } from '../format.ts';
import { type Html, html, name, section, table } from '../html.ts';
import { labelOf } from '../lookup.ts';
import { stateTag } from '../zone-mark.ts';

/** Rows shown; the file beside the report has them all. */
const SHOWN = 60;

/** Zones that are shown to exceed their tolerance, then those that seem to, clearest first. */
export function zoneList(audit: Snapshot): Html {
  const of = (state: Zone['state']) =>
    audit.zones.filter((zone) => zone.state === state).sort((a, b) => (a.pValue ?? 1) - (b.pValue ?? 1));
  const [confirmed, suspected] = [of('confirmed'), of('suspected')];
  const shown = [...confirmed, ...suspected].slice(0, Math.max(SHOWN, confirmed.length));
  const left = confirmed.length + suspected.length - shown.length;
  const row = (zone: Zone) => [
    name(zone.model),
    name(zone.specialty),
    html`${name(labelOf(audit, zone.criterion))}${zone.level === 'severe' ? ' (severe)' : ''}`,
    html`${stateTag(zone.state)}${zone.masked ? html` <small>hidden by the average</small>` : ''}`,
    html`${percent(zone.rate)} <small>${percentInterval(zone.interval)}</small>`,
    percent(zone.tolerance),
    html`${count(zone.failures)} of ${count(zone.n)}`,
    pValue(zone.adjustedP),
  ];
  const columns = [
    { title: 'Model' },
    { title: 'Specialty' },
    { title: 'Criterion' },
    { title: 'State' },
    { title: 'Failures', numeric: true },
    { title: 'Tolerated', numeric: true },
    { title: 'Answers', numeric: true },
    { title: 'Adjusted p', numeric: true },
  ];
  const summary = html`<p>${several(confirmed.length, 'no-go zone')} confirmed, ${count(suspected.length)} suspected, of ${count(audit.zones.length)} combinations of model, specialty, criterion and severity examined.</p>`;
  return section(
    'zones',
    'No-go zones',
    summary,
    shown.length === 0
      ? html``
      : table('Zones above their tolerance, confirmed ones first', columns, shown.map(row)),
    left > 0
      ? html`<p class="muted">${count(left)} more suspected ones are in <a href="no-go-zones.csv">no-go-zones.csv</a>.</p>`
      : html``,
  );
}
