import type { Snapshot } from '../../../contracts/index.ts';
import { count } from '../../../lib/index.ts';
import type { Context } from '../context.ts';
import { type Html, html } from '../html.ts';

const FIGURES: readonly (readonly [keyof Snapshot['totals'], string])[] = [
  ['votes', 'votes'],
  ['ratedAnswers', 'rated answers'],
  ['clinicians', 'clinicians'],
  ['countries', 'countries'],
  ['models', 'models'],
  ['specialties', 'specialties'],
];

export function totalsSection({ audit, show }: Context): Html {
  return html`<section id="totals" aria-label="Totals"><ul class="figures">${FIGURES.map(
    ([key, what]) => html`<li><b>${show(audit.totals, key, count)}</b> <span>${what}</span></li>`,
  )}</ul></section>`;
}
