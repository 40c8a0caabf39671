import type { Zone } from '../../contracts/snapshot.ts';
import { percent, percentInterval, several } from './format.ts';
import { type Html, html } from './html.ts';

type State = Zone['state'];

/** Each state by a mark, so that none is told by colour alone, and what it means. */
export const STATES: Readonly<Record<State, { mark: string; means: string }>> = {
  confirmed: { mark: '✖', means: 'no-go zone: shown to fail more often than tolerated' },
  suspected: { mark: '▲', means: 'fails more often than tolerated so far, not shown' },
  cleared: { mark: '✔', means: 'shown to fail less often than tolerated' },
  indeterminate: { mark: '○', means: 'within tolerance so far, not shown' },
  insufficient: { mark: '–', means: 'too few ratings to tell' },
};

export const stateTag = (state: State): Html =>
  html`<span class="tag ${state}"><span aria-hidden="true">${STATES[state].mark} </span>${state}</span>`;

/** A zone in one small field of a map: its mark and rate; the rest for who points at it. */
export function zoneField(zone: Zone | undefined): Html {
  const state = zone?.state ?? 'insufficient';
  const { mark, means } = STATES[state];
  const detail = zone
    ? `${means}; ${percent(zone.rate)} (${percentInterval(zone.interval)}) of ${several(zone.n, 'answer')}`
    : 'no ratings';
  const rate = zone?.rate == null ? '' : ` ${Math.round(100 * zone.rate)}%`;
  return html`<span class="zone ${state}" title="${detail}"><span aria-hidden="true">${mark}</span><span class="sr">${state}</span>${rate}</span>`;
}

export const stateKey = (): Html =>
  html`<ul class="key">${Object.entries(STATES).map(
    ([state, { mark, means }]) =>
      html`<li><span class="tag ${state}">${mark} ${state}</span> <span class="muted">${means}</span></li>`,
  )}</ul>`;
