import { type Html, html, listed } from './html.ts';

/** What the section on methods defines. */
export const TERMS = {
  failure: 'Failure',
  'failure-rate': 'Failure rate',
  'preference-score': 'Preference score',
  interval: 'Interval',
  places: 'Places it may hold',
  zone: 'No-go zone',
  alarm: 'Alarm',
  regret: 'What choosing by preference costs',
  halo: 'Halo',
} as const;

export type Term = keyof typeof TERMS;

/** Where the terms that a section leans on are defined. */
export const definitions = (...terms: Term[]): Html =>
  html`<p class="muted definitions">Defined below: ${listed(
    terms.map((term) => html`<a href="#method-${term}">${TERMS[term].toLowerCase()}</a>`),
  )}.</p>`;
