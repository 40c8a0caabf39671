import type { RankingRow } from '../../../contracts/snapshot.ts';
import type { Context, Field } from '../context.ts';
import { count, several } from '../format.ts';
import { type Html, html, listed, name, section, shortName, table } from '../html.ts';
import { criterionLabel } from '../lookup.ts';
import { type Model, modelCell } from '../models.ts';
import { rate } from '../traced.ts';
import { STATES } from '../zone-mark.ts';

const COLUMNS = [
  { title: 'Overall place, and model' },
  { title: 'Place here', numeric: true },
  { title: 'Unsafe answers', numeric: true },
  { title: 'State' },
  { title: 'Answers', numeric: true },
];

/** A sheet for each specialty: how well each model is liked there, and what its answers do there. */
export function specialtiesSection(context: Context): Html {
  const { specialties } = context;
  const fields = Map.groupBy(context.fields, ({ specialty }) => specialty);
  return section(
    'specialties',
    'Specialty by specialty',
    html`<p>For each specialty: every model’s place in its own preference ranking, drawn towards the overall one where few votes tell, and
      its unsafe answers.</p>`,
    ...(specialties.length === 0 ? [html`<p>Nothing is rated in any specialty yet.</p>`] : []),
    ...specialties.map((specialty) => sheet(context, specialty, fields.get(specialty) ?? [])),
  );
}

function sheet(context: Context, specialty: string, fields: readonly Field[]): Html {
  const ranking = Object.entries(context.audit.leaderboard.bySpecialty).find(
    ([where]) => where === specialty,
  );
  const ranked = new Map(ranking?.[1].rows.map((row) => [row.model, row]));
  const byModel = new Map(fields.map((field) => [field.model, field]));
  const noGo = fields.filter((field) => field.noGo !== null).length;
  const rows = context.models.flatMap((model) => {
    const [field, place] = [byModel.get(model.name), ranked.get(model.name)];
    if (!field && !place) return [];
    return [
      {
        keys: model.key,
        cells: field ? row(context, model, place, field) : unrated(context, model, place),
      },
    ];
  });
  const others = context.models.length - rows.length;
  return html`<details data-keys="${context.specialtyKey(specialty)}"><summary>${shortName(specialty, 80)}${noGo > 0 ? html` <span class="danger">✖ ${count(noGo)}</span>` : ''}</summary>${table(
    `Models in ${specialty}`,
    COLUMNS,
    rows,
    'sortable',
  )}${others > 0 ? html`<p class="muted">No ratings yet here: ${several(others, 'other model')}.</p>` : ''}</details>`;
}

/** A model with a place by the votes in the specialty, and without a completely rated answer there. */
const unrated = ({ show }: Context, model: Model, ranked: RankingRow | undefined) => [
  modelCell(model),
  ranked ? show(ranked, 'rank', count) : '–',
  '–',
  html`<span class="tag insufficient">no ratings yet</span>`,
  '–',
];

function row({ audit, show }: Context, model: Model, ranked: RankingRow | undefined, field: Field) {
  const { state, unsafe, noGo } = field;
  const findings = (noGo?.findings ?? []).map(({ criterion, level }) =>
    name(criterionLabel(audit, criterion, level)),
  );
  return [
    modelCell(model),
    ranked ? show(ranked, 'rank', count) : '–',
    unsafe ? rate(show, unsafe) : html`<span class="muted">not rated completely</span>`,
    html`<span class="tag ${state}">${STATES[state].mark} ${noGo ? 'no-go zone' : state}</span>${noGo ? html` <small>${listed(findings)}</small>` : ''}`,
    unsafe ? show(unsafe, 'n', count) : '–',
  ];
}
