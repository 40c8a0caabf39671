import { COMPOSITE } from '../../../contracts/index.ts';
import { short } from '../../../lib/index.ts';
import type { Context } from '../context.ts';
import { type Html, html } from '../html.ts';
import { labelOf } from '../lookup.ts';
import { rankText } from '../models.ts';

/** The filters of the page. They are hidden until the script runs. */
export function controls({ audit, models, specialties, specialtyKey, criterionKey }: Context): Html {
  const criteria = [...audit.protocol.criteria.map(({ id }) => id), COMPOSITE];
  return html`<form id="controls" hidden aria-label="Filters">
${choice(
  'specialty',
  'Specialty',
  specialties.map((specialty) => [specialtyKey(specialty), specialty]),
)}
${choice(
  'criterion',
  'Criterion',
  criteria.map((criterion) => [criterionKey(criterion), labelOf(audit, criterion)]),
)}
${choice(
  'model',
  'Highlight model',
  models.map((model) => [model.key, `${rankText(model)}  ${model.name}`]),
)}
<output id="match-count" class="muted"></output></form>`;
}

const choice = (name: string, label: string, options: readonly (readonly [string, string])[]): Html =>
  html`<label>${label} <select name="${name}"><option value="">all</option>${options.map(
    ([key, text]) => html`<option value="${key}">${short(text, 60)}</option>`,
  )}</select></label>`;
