import type { Changes } from '../../../contracts/index.ts';
import { change, count, exactPercent } from '../../../lib/index.ts';
import type { Context } from '../context.ts';
import { type Html, html, listed, longTable, name, section } from '../html.ts';
import { criterionLabel, safetyCriteria } from '../lookup.ts';
import { changesInDetail } from './changes-in-detail.ts';

/** Maximum number of models and zones that are named. Further ones are only counted. */
const MAX_NAMED_CHANGES = 20;

/** The changes since the previous snapshot. */
export function changesSection(context: Context): Html {
  const { audit, operations } = context;
  const { changes } = operations;
  if (changes === null)
    return section(
      'changes',
      'Since the previous snapshot',
      html`<p>There is no previous snapshot to compare with.</p>`,
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
    ...(changes.codeVersion ? [html`The code of the audit changed.`] : []),
  ];
  return section(
    'changes',
    'Since the previous snapshot',
    html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`,
    moved(context, changes),
    changesInDetail(context, changes),
    html`<p><small>Compared with <a href="../${changes.since}/report.html">${changes.since}</a>. Alarms are valid, however often a study is audited: in a study without any no-go zone, the chance of ever raising an alarm is at most ${exactPercent(audit.protocol.falseDiscoveryRate)}. Other results near their tolerance may change by chance between confirmed and not confirmed, and the verdict may change with them.</small></p>`,
  );
}

const verdictItem = ({ verdict }: Changes): Html =>
  verdict
    ? html`<strong>The verdict changed from “${verdict.from}” to “${verdict.to}”</strong>${verdict.alarm ? ', by an alarm' : ''}.`
    : html`The verdict is unchanged.`;

const totalsItem = ({ showOperations: show }: Context, { totals }: Changes): Html =>
  html`Votes ${show(totals, 'votes', change)}, rated answers ${show(totals, 'ratedAnswers', change)}, clinicians ${show(totals, 'clinicians', change)}.`;

/** New and lost no-go zones. The first ones are named. */
function confirmationsItem({ showOperations: show }: Context, { confirmations, noGoZones }: Changes): Html[] {
  if (confirmations.gained + confirmations.lost === 0) return [];
  const names = (zones: NonNullable<Changes['noGoZones']>['gained'] = []) => {
    const shown = zones.slice(0, MAX_NAMED_CHANGES);
    const left = zones.length - shown.length;
    if (shown.length === 0) return html``;
    return html` (${listed(shown.map(({ model, specialty }) => html`${name(model)} in ${name(specialty)}`))}${left > 0 ? ` and ${count(left)} more` : ''})`;
  };
  return [
    html`No-go zones: ${show(confirmations, 'gained', count)} newly confirmed${names(noGoZones?.gained)}, ${show(confirmations, 'lost', count)} no longer confirmed${names(noGoZones?.lost)}.`,
  ];
}

/** Models with a changed rank. If there are many, the largest changes come first. */
function moved({ showOperations: show }: Context, { ranks }: Changes): Html {
  if (ranks.length === 0) return html`<p>No model’s rank in the preference ranking changed.</p>`;
  const distance = ({ from, to }: Changes['ranks'][number]) =>
    from === null || to === null ? Number.POSITIVE_INFINITY : Math.abs(from - to);
  const largestFirst = ranks.toSorted((a, b) => distance(b) - distance(a) || (a.to ?? 0) - (b.to ?? 0));
  const place = (rank: number | null) => (rank === null ? 'not ranked' : String(rank));
  const direction = ({ from, to }: Changes['ranks'][number]) =>
    from === null || to === null ? '' : to < from ? '▲ up' : '▼ down';
  return longTable(
    'Models with a changed rank in the preference ranking',
    [
      { title: 'Model' },
      { title: 'From', numeric: true },
      { title: 'To', numeric: true },
      { title: 'Direction' },
    ],
    largestFirst.map((row) => [
      name(row.model),
      show(row, 'from', place),
      show(row, 'to', place),
      direction(row),
    ]),
    MAX_NAMED_CHANGES,
  );
}
