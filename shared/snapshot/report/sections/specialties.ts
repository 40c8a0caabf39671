import type { RankingRow, Zone } from '../../../contracts/snapshot.ts';
import type { Context } from '../context.ts';
import { count, several } from '../format.ts';
import { type Html, html, listed, name, section, shortName, table } from '../html.ts';
import { COMPOSITE, criterionLabel } from '../lookup.ts';
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
  const { specialties, zonesBy } = context;
  const zones = Map.groupBy(zonesBy(COMPOSITE, 'failure'), ({ specialty }) => specialty);
  return section(
    'specialties',
    'Specialty by specialty',
    html`<p>For each specialty: every model’s place in its own preference ranking, drawn towards the overall one where few votes tell, and
      its unsafe answers.</p>`,
    ...(specialties.length === 0 ? [html`<p>Nothing is rated in any specialty yet.</p>`] : []),
    ...specialties.map((specialty) => sheet(context, specialty, zones.get(specialty) ?? [])),
  );
}

function sheet(context: Context, specialty: string, zones: readonly Zone[]): Html {
  const ranking = Object.entries(context.audit.leaderboard.bySpecialty).find(
    ([where]) => where === specialty,
  );
  const ranked = new Map(ranking?.[1].rows.map((row) => [row.model, row]));
  const byModel = new Map(zones.map((zone) => [zone.model, zone]));
  const confirmed = zones.filter((zone) => context.stateIn(zone) === 'confirmed').length;
  const rows = context.models.flatMap((model) => {
    const [zone, place] = [byModel.get(model.name), ranked.get(model.name)];
    if (!zone && !place) return [];
    return [
      { keys: model.key, cells: zone ? row(context, model, place, zone) : unrated(context, model, place) },
    ];
  });
  const others = context.models.length - rows.length;
  return html`<details data-keys="${context.specialtyKey(specialty)}"><summary>${shortName(specialty, 80)}${confirmed > 0 ? html` <span class="danger">✖ ${count(confirmed)}</span>` : ''}</summary>${table(
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

function row({ audit, show, stateIn }: Context, model: Model, ranked: RankingRow | undefined, zone: Zone) {
  const state = stateIn(zone);
  const nogo = model.zones
    .filter(({ specialty }) => specialty === zone.specialty)
    .map(({ criterion, level }) => name(criterionLabel(audit, criterion, level)));
  return [
    modelCell(model),
    ranked ? show(ranked, 'rank', count) : '–',
    rate(show, zone),
    html`<span class="tag ${state}">${STATES[state].mark} ${state}</span>${nogo.length > 0 ? html` <small>${listed(nogo)}</small>` : ''}`,
    show(zone, 'n', count),
  ];
}
