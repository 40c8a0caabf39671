import type { Snapshot } from '../../../contracts/snapshot.ts';
import type { Changes } from '../../operations.ts';
import { change, count, percent } from '../format.ts';
import { type Html, html, name, section } from '../html.ts';
import { labelOf } from '../lookup.ts';

/** What moved since the snapshot before. */
export function changesSection(audit: Snapshot, changes: Changes | null): Html {
  if (changes === null) return html``;
  const { totals, verdict, ranks, zonesOpened, zonesClosed, confirmations } = changes;
  const zone = (zone: Changes['zonesOpened'][number]) =>
    html`${name(zone.model)} in ${name(zone.specialty)}, ${name(labelOf(audit, zone.criterion))}${zone.level === 'severe' ? ' (severe)' : ''}`;
  const place = (rank: number | null) => (rank === null ? 'not ranked' : String(rank));
  const items: Html[] = [
    html`Votes ${change(totals.votes)}, rated answers ${change(totals.ratedAnswers)}, clinicians ${change(totals.clinicians)}.`,
    verdict
      ? html`The verdict changed from “${verdict.from}” to “${verdict.to}”${verdict.alarm ? ', by evidence that stands over all looks' : ''}.`
      : html`The verdict is the same.`,
    ...zonesOpened.map((opened) => html`Alarm, a no-go zone opened: ${zone(opened)}.`),
    ...zonesClosed.map((closed) => html`Alarm withdrawn: ${zone(closed)}.`),
    ...(confirmations.gained + confirmations.lost > 0
      ? [
          html`Zones newly confirmed ${count(confirmations.gained)}, no longer confirmed ${count(confirmations.lost)}.`,
        ]
      : []),
    ...ranks.map(({ model, from, to }) => html`${name(model)}: place ${place(from)} → ${place(to)}.`),
    ...(changes.protocol ? [html`The protocol changed.`] : []),
    ...(changes.codeVersion ? [html`The code that makes the audit changed.`] : []),
  ];
  return section(
    'changes',
    'Since the snapshot before',
    html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>
<p><small>Compared with <a href="../${changes.since}/report.html">${changes.since}</a>. Alarms stand however often one looks: in a study without any zone, the chance that one is ever raised is at most ${percent(audit.protocol.falseDiscoveryRate)}. Zones near the border are confirmed and not confirmed by chance when they are looked at often, and so may the verdict change.</small></p>`,
  );
}
