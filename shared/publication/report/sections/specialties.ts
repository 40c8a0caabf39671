import { COMPOSITE, type RankingRow } from '../../../contracts/index.ts';
import { count, several } from '../../../lib/index.ts';
import type { Context, SheetCell } from '../context.ts';
import { type Html, html, listed, name, section, shortName, table } from '../html.ts';
import { criterionLabel } from '../lookup.ts';
import { type Model, modelCell } from '../models.ts';
import { rate } from '../traced.ts';
import { STATES } from '../zone-mark.ts';

const COLUMNS = [
  { title: 'Overall rank, and model' },
  { title: 'Rank here', numeric: true },
  { title: 'Unsafe answers', numeric: true },
  { title: 'State' },
  { title: 'Answers', numeric: true },
];

const NOT_COMPLETE = 'not rated completely';

/** A sheet per specialty, with each model's rank and the safety of its answers there. */
export function specialtiesSection(context: Context): Html {
  const { specialties } = context;
  const fields = Map.groupBy(context.fields, ({ specialty }) => specialty);
  return section(
    'specialties',
    'Specialty by specialty',
    html`<p>Each specialty lists the models’ ranks by preference and their rates of unsafe answers. The ranking of a specialty is drawn
      towards the overall ranking. The fewer votes a specialty has, the stronger is this effect.</p>`,
    ...(specialties.length === 0 ? [html`<p>Nothing is rated in any specialty yet.</p>`] : []),
    ...specialties.map((specialty) => sheet(context, specialty, fields.get(specialty) ?? [])),
  );
}

function sheet(context: Context, specialty: string, fields: readonly SheetCell[]): Html {
  const ranking = Object.entries(context.audit.leaderboard.bySpecialty).find(
    ([where]) => where === specialty,
  );
  const ranked = new Map(ranking?.[1].rows.map((row) => [row.model, row]));
  const byModel = new Map(fields.map((field) => [field.model, field]));
  const noGo = fields.filter((field) => field.noGo !== null).length;
  const rows = context.models.flatMap((model) => {
    const [field, place] = [byModel.get(model.name), ranked.get(model.name)];
    const rated = context.isRated({ model: model.name, specialty });
    if (!rated && !place) return [];
    return [
      {
        keys: model.key,
        cells: field
          ? row(context, model, place, field)
          : unknown(
              context,
              model,
              place,
              context.absence(
                { model: model.name, specialty },
                COMPOSITE,
                rated ? NOT_COMPLETE : 'no ratings yet',
              ),
            ),
      },
    ];
  });
  const others = context.models.length - rows.length;
  return html`<details data-keys="${context.specialtyKey(specialty)}"><summary>${shortName(specialty, 80)}${noGo > 0 ? html` <span class="danger">✖ ${count(noGo)}</span>` : ''}</summary>${table(
    `Models in ${specialty}`,
    COLUMNS,
    rows,
    'sortable',
  )}${others > 0 ? html`<p class="muted">${several(others, 'other model')} without ratings here yet.</p>` : ''}</details>`;
}

/** A model with votes or ratings in the specialty, and without a completely rated answer there. */
const unknown = ({ show }: Context, model: Model, ranked: RankingRow | undefined, words: string) => [
  modelCell(model),
  ranked ? show(ranked, 'rank', count) : '–',
  '–',
  html`<span class="tag insufficient">${words}</span>`,
  '–',
];

function row({ audit, show }: Context, model: Model, ranked: RankingRow | undefined, field: SheetCell) {
  const { state, unsafe, noGo } = field;
  const findings = (noGo?.findings ?? []).map(({ criterion, level }) =>
    name(criterionLabel(audit, criterion, level)),
  );
  return [
    modelCell(model),
    ranked ? show(ranked, 'rank', count) : '–',
    unsafe ? rate(show, unsafe) : html`<span class="muted">${NOT_COMPLETE}</span>`,
    html`<span class="tag ${state}">${STATES[state].mark} ${noGo ? 'no-go zone' : state}</span>${noGo ? html` <small>${listed(findings)}</small>` : ''}`,
    unsafe ? show(unsafe, 'n', count) : '–',
  ];
}
