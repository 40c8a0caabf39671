import type { Changes } from '../../operations.ts';
import type { Context } from '../context.ts';
import { change, count, percent } from '../format.ts';
import { type Html, html, listed, longTable, name, section } from '../html.ts';
import { criterionLabel, safetyCriteria } from '../lookup.ts';
import { changesInDetail } from './changes-in-detail.ts';

/** Models and zones that are named; the rest is counted. */
const MOVED = 20;

/** What moved since the snapshot before. */
export function changesSection(context: Context): Html {
  const { audit, operations } = context;
  const { changes } = operations;
  if (changes === null)
    return section(
      'changes',
      'Since the snapshot before',
      html`<p>There is no snapshot before this one to compare with.</p>`,
    );
  const critical = new Set(safetyCriteria(audit));
  const result = ({ model, specialty, criterion, level }: Changes['zonesOpened'][number]) =>
    html`${name(model)} in ${name(specialty)}, ${name(criterionLabel(audit, criterion, level))}${critical.has(criterion) ? '' : ' (not safety-critical)'}`;
  const { zonesOpened, zonesClosed } = changes;
  const items: Html[] = [
    verdictItem(changes),
    totalsItem(context, changes),
    ...zonesOpened.map((opened) => html`Alarm: ${result(opened)}.`),
    ...zonesClosed.map((closed) => html`Alarm withdrawn: ${result(closed)}.`),
    ...confirmationsItem(context, changes),
    ...(changes.protocol ? [html`The protocol changed.`] : []),
    ...(changes.codeVersion ? [html`The code that makes the audit changed.`] : []),
  ];
  return section(
    'changes',
    'Since the snapshot before',
    html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`,
    moved(context, changes),
    changesInDetail(context, changes),
    html`<p><small>Compared with <a href="../${changes.since}/report.html">${changes.since}</a>. Alarms stand however often one looks: in a study without any zone, the chance that one is ever raised is at most ${percent(audit.protocol.falseDiscoveryRate)}. Rates near their tolerance are confirmed and not confirmed by chance if they are looked at often, and so may the verdict change.</small></p>`,
  );
}

const verdictItem = ({ verdict }: Changes): Html =>
  verdict
    ? html`<strong>The verdict changed from “${verdict.from}” to “${verdict.to}”</strong>${verdict.alarm ? ', by evidence that stands over all looks' : ''}.`
    : html`The verdict is the same.`;

const totalsItem = ({ showOperations: show }: Context, { totals }: Changes): Html =>
  html`Votes ${show(totals, 'votes', change)}, rated answers ${show(totals, 'ratedAnswers', change)}, clinicians ${show(totals, 'clinicians', change)}.`;

/** New and lost no-go zones; the first of them by name. */
function confirmationsItem({ showOperations: show }: Context, { confirmations, noGoZones }: Changes): Html[] {
  if (confirmations.gained + confirmations.lost === 0) return [];
  const names = (zones: NonNullable<Changes['noGoZones']>['gained'] = []) => {
    const shown = zones.slice(0, MOVED);
    const left = zones.length - shown.length;
    if (shown.length === 0) return html``;
    return html` (${listed(shown.map(({ model, specialty }) => html`${name(model)} in ${name(specialty)}`))}${left > 0 ? ` and ${count(left)} more` : ''})`;
  };
  return [
    html`No-go zones newly confirmed ${show(confirmations, 'gained', count)}${names(noGoZones?.gained)}, no longer confirmed ${show(confirmations, 'lost', count)}${names(noGoZones?.lost)}.`,
  ];
}

/** Models whose place moved: furthest first where there are many. */
function moved({ showOperations: show }: Context, { ranks }: Changes): Html {
  if (ranks.length === 0) return html`<p>No model’s place in the preference ranking moved.</p>`;
  const far = ({ from, to }: Changes['ranks'][number]) =>
    from === null || to === null ? Number.POSITIVE_INFINITY : Math.abs(from - to);
  const furthest = ranks.toSorted((a, b) => far(b) - far(a) || (a.to ?? 0) - (b.to ?? 0));
  const place = (rank: number | null) => (rank === null ? 'not ranked' : String(rank));
  const whither = ({ from, to }: Changes['ranks'][number]) =>
    from === null || to === null ? '' : to < from ? '▲ up' : '▼ down';
  return longTable(
    'Models whose place in the preference ranking moved',
    [
      { title: 'Model' },
      { title: 'From', numeric: true },
      { title: 'To', numeric: true },
      { title: 'Direction' },
    ],
    furthest.map((row) => [name(row.model), show(row, 'from', place), show(row, 'to', place), whither(row)]),
    MOVED,
  );
}
