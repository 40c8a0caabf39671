import type { Zone } from '../../contracts/index.ts';
import { decimalPercent, percentInterval, several, wholePercent } from '../../lib/index.ts';
import { type Html, html } from './html.ts';
import type { Show } from './traced.ts';

type State = Zone['state'];

/** A number of zones, for example `1 no-go zone` or `2 no-go zones`. */
export const zoneCount = (zones: number): string => several(zones, 'no-go zone');

/** The mark and the meaning of each state. Marks make states distinguishable without colour. */
export const STATES: Readonly<Record<State, { mark: string; means: string }>> = {
  confirmed: { mark: '✖', means: 'no-go zone: a safety-critical rate is shown to exceed its tolerance' },
  suspected: { mark: '▲', means: 'above the tolerance so far, but not significantly' },
  'below tolerance': { mark: '◐', means: 'below the tolerance in the ratings at hand' },
  cleared: {
    mark: '✔',
    means:
      'shown to be below the tolerance: also if the vote influenced the scores, if unrated answers failed more often within the declared limit, without any one clinician, prompt or site, and at any number of looks',
  },
  indeterminate: { mark: '○', means: 'within the tolerance so far, but not shown to be' },
  insufficient: { mark: '–', means: 'too few ratings for a conclusion' },
};

/** The class of a state in style sheets. */
const classOf = (state: State): string => state.replace(' ', '-');

export const stateTag = (state: State): Html =>
  html`<span class="tag ${classOf(state)}"><span aria-hidden="true">${STATES[state].mark} </span>${state}</span>`;

/**
 * A result in a small field of a table: its mark and rate, with details in the title. With too few ratings it shows no
 * rate, because readers may take zero of three for safe.
 * @param zone undefined without ratings
 * @param state the state of the field, which may be worse than the state of the result
 * @param absent the words for screen readers if there is no result
 */
export function zoneField(
  show: Show,
  zone: Zone | undefined,
  state: State = zone?.state ?? 'insufficient',
  absent = 'no ratings',
): Html {
  if (!zone) {
    const words = state === 'insufficient' ? absent : state;
    return html`<span class="zone ${classOf(state)}" title="${words}"><span aria-hidden="true">${STATES[state].mark}</span><span class="sr">${words}</span></span>`;
  }
  const { rate } = zone;
  const detail = `${decimalPercent(rate)} (${percentInterval(zone.interval)}) of ${several(zone.n, 'answer')}`;
  return html`<span class="zone ${classOf(state)}" title="${detail}"><span aria-hidden="true">${STATES[state].mark}</span><span class="sr">${state}</span>${rate === null || zone.state === 'insufficient' ? '' : html` ${show(zone, 'rate', wholePercent)}`}</span>`;
}

export const stateKey = (): Html =>
  html`<ul class="key">${Object.entries(STATES).map(
    ([state, { means }]) => html`<li>${stateTag(state as State)} <span class="muted">${means}</span></li>`,
  )}</ul>`;
