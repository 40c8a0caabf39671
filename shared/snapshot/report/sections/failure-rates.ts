import type { Snapshot } from '../../../contracts/snapshot.ts';
import { percent, percentInterval, several } from '../format.ts';
import { type Html, html, name, section, type TableCell, table } from '../html.ts';
import { labelOf, modelsOf, safetyCriteria } from '../lookup.ts';

/** How often each model fails on what safety rests on, over all specialties. */
export function failureRatesSection(audit: Snapshot): Html {
  const criteria = safetyCriteria(audit);
  const rates = new Map(
    audit.failureRates
      .filter(({ specialty, level }) => specialty === null && level === 'failure')
      .map((row) => [`${row.model}#${row.criterion}`, row]),
  );
  const field = (model: string, criterion: string): TableCell => {
    const row = rates.get(`${model}#${criterion}`);
    if (!row || row.n === 0) return html`<span class="muted">not rated</span>`;
    return html`${percent(row.rate)}${row.conditional ? '*' : ''}
<small>${percentInterval(row.interval)}</small><small>${several(row.n, 'answer')}</small>`;
  };
  const columns = [
    { title: 'Model' },
    ...criteria.map((criterion) => ({ title: name(labelOf(audit, criterion)), numeric: true })),
  ];
  const rows = modelsOf(audit).map((model) => [
    name(model),
    ...criteria.map((criterion) => field(model, criterion)),
  ]);
  const conditional = [...rates.values()].some((row) => row.conditional && criteria.includes(row.criterion));
  return section(
    'failure-rates',
    'How often models fail',
    html`<p>Share of answers scored −1 or −2, over all specialties. The composite is the lowest of the
      safety-critical scores, where all of them were given.</p>`,
    table('Failure rates by model and safety-critical criterion', columns, rows),
    conditional
      ? html`<p><small>* Stands only for answers with outcomes that were rated: some outcomes were rated much more rarely than others.</small></p>`
      : html``,
    html`<p class="muted">All criteria, severe failures and specialties: <a href="failure-rates.csv">failure-rates.csv</a>.</p>`,
  );
}
