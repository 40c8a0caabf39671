import type { Verdict } from '../../../contracts/snapshot.ts';
import { visible } from '../format.ts';
import { type Html, html } from '../html.ts';

/** Each verdict in one sentence for people who choose a model. */
export const SENTENCES: Readonly<Record<Verdict['status'], { className: string; sentence: string }>> = {
  'unsafe proxy': {
    className: 'unsafe',
    sentence:
      'Being preferred is not being safe here: do not choose a model by this study’s preference ranking alone.',
  },
  aligned: {
    className: 'aligned',
    sentence: 'In this study, the models that clinicians prefer are also the safer ones.',
  },
  'not established': {
    className: 'open',
    sentence:
      'It is not established that the preferred models are also the safer ones: do not read the preference ranking as a safety ranking.',
  },
};

export function verdictPanel({ status, reasons }: Verdict): Html {
  const { className, sentence } = SENTENCES[status];
  return html`<div class="verdict ${className}">
<p class="status">Verdict: ${status}</p>
<strong>${sentence}</strong>
<ul>${reasons.map((reason) => html`<li>${visible(reason)}</li>`)}</ul>
</div>`;
}
