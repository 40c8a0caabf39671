import type { Snapshot } from '../../../contracts/snapshot.ts';
import { count } from '../format.ts';
import { type Html, html } from '../html.ts';

export function totals({ totals }: Snapshot): Html {
  const figures: [number, string][] = [
    [totals.votes, 'votes'],
    [totals.ratedAnswers, 'rated answers'],
    [totals.clinicians, 'clinicians'],
    [totals.countries, 'countries'],
    [totals.models, 'models'],
    [totals.specialties, 'specialties'],
  ];
  return html`<ul class="figures">${figures.map(
    ([value, what]) => html`<li><b>${count(value)}</b> <span>${what}</span></li>`,
  )}</ul>`;
}
