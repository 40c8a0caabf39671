import { type Html, html, listed } from './html.ts';

/** The terms that the section on methods defines. */
export const TERMS = {
  failure: 'Failure',
  'failure-rate': 'Failure rate',
  'preference-score': 'Preference score',
  interval: 'Interval',
  places: 'Rank interval',
  zone: 'No-go zone',
  alarm: 'Alarm',
  regret: 'Safety cost of choosing by preference',
  unrated: 'Unrated answers',
  halo: 'Halo',
} as const;

export type Term = keyof typeof TERMS;

/** Links from a section to the definitions of its terms. */
export const definitions = (...terms: Term[]): Html =>
  html`<p class="muted definitions">Defined below: ${listed(
    terms.map((term) => html`<a href="#method-${term}">${TERMS[term].toLowerCase()}</a>`),
  )}.</p>`;
