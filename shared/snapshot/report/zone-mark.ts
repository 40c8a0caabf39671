import type { Zone } from '../../contracts/snapshot.ts';
import { percent, percentInterval, several } from './format.ts';
import { type Html, html } from './html.ts';
import type { Show } from './traced.ts';

type State = Zone['state'];

/** As `1 no-go zone` or `2 no-go zones`. */
export const zoneCount = (zones: number): string => several(zones, 'no-go zone');

/** Each state by a mark, so that none is told by colour alone, and what it means. */
export const STATES: Readonly<Record<State, { mark: string; means: string }>> = {
  confirmed: { mark: '✖', means: 'no-go zone: a safety-critical rate is shown to exceed its tolerance' },
  suspected: { mark: '▲', means: 'fails more often than tolerated so far, not shown' },
  cleared: { mark: '✔', means: 'shown to fail less often than tolerated' },
  indeterminate: { mark: '○', means: 'within tolerance so far, not shown' },
  insufficient: { mark: '–', means: 'too few ratings to tell' },
};

export const stateTag = (state: State): Html =>
  html`<span class="tag ${state}"><span aria-hidden="true">${STATES[state].mark} </span>${state}</span>`;

/**
 * A result in one small field of a table: its mark and rate, and the details as a title. With too few ratings it shows no
 * rate, because a reader may take none of three for safe.
 * @param zone undefined if nothing was rated
 * @param state of the field, which may be worse than the state of the result
 */
export function zoneField(
  show: Show,
  zone: Zone | undefined,
  state: State = zone?.state ?? 'insufficient',
): Html {
  if (!zone) {
    const words = state === 'insufficient' ? 'no ratings' : state;
    return html`<span class="zone ${state}"><span aria-hidden="true">${STATES[state].mark}</span><span class="sr">${words}</span></span>`;
  }
  const { rate } = zone;
  const detail = `${percent(rate)} (${percentInterval(zone.interval)}) of ${several(zone.n, 'answer')}`;
  return html`<span class="zone ${state}" title="${detail}"><span aria-hidden="true">${STATES[state].mark}</span><span class="sr">${state}</span>${rate === null || zone.state === 'insufficient' ? '' : html` ${show(zone, 'rate', wholePercent)}`}</span>`;
}

const wholePercent = (rate: number | null): string => `${Math.round(100 * rate!)}%`;

export const stateKey = (): Html =>
  html`<ul class="key">${Object.entries(STATES).map(
    ([state, { mark, means }]) =>
      html`<li><span class="tag ${state}"><span aria-hidden="true">${mark} </span>${state}</span> <span class="muted">${means}</span></li>`,
  )}</ul>`;
