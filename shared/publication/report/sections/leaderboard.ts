import { isMasked } from '../../../audit/index.ts';
import type { RankingRow, Snapshot } from '../../../contracts/index.ts';
import { count, decimal, decimalPercent, noun, range, visible } from '../../../lib/index.ts';
import { leaderboardChart } from '../charts/leaderboard.ts';
import type { Context } from '../context.ts';
import { type Html, html, name, section, shortName, table } from '../html.ts';
import { type Model, modelCell } from '../models.ts';
import { definitions } from '../terms.ts';
import { rate } from '../traced.ts';

/** Maximum number of specialties that are named after a model. */
const MAX_NAMED_SPECIALTIES = 2;

const COLUMNS = [
  { title: 'Rank and model' },
  { title: 'No-go zones' },
  { title: 'Unsafe answers', numeric: true },
  { title: 'Preference score', numeric: true },
  { title: 'Rank interval', numeric: true },
  { title: 'Votes', numeric: true },
];

/** The preference ranking of models, with the safety of their answers. */
export async function leaderboardSection(context: Context): Promise<Html> {
  const { overall } = context.audit.leaderboard;
  const { notRanked, topSet, converged } = overall;
  const top = new Set(topSet);
  const rows = context.models.flatMap((model) =>
    model.ranked ? [{ keys: model.key, cells: row(context, model, model.ranked, top) }] : [],
  );
  return section(
    'leaderboard',
    'The leaderboard, and the risks that it hides',
    await leaderboardChart(context),
    converged
      ? html``
      : html`<p><strong>The computation of the ranking did not converge, so its scores are not final.</strong></p>`,
    overall.dominantShare === undefined
      ? html``
      : html`<p>One ${unitName(context.audit)} has ${context.show(overall, 'dominantShare', (share) => decimalPercent(share ?? null))} of these votes. Each difference between models must also hold if these votes count only as one sixth of all.</p>`,
    rows.length === 0
      ? html`<p>No model is ranked yet.</p>`
      : table(
          'Models by preference. The interval is below each score and each share.',
          COLUMNS,
          rows,
          'sortable',
        ),
    definitions('preference-score', 'places', 'failure-rate', 'zone'),
    notRankedList(notRanked),
  );
}

function row(context: Context, model: Model, ranked: RankingRow, top: ReadonlySet<string>) {
  const { show } = context;
  const points = (value: number | null) => decimal(value, 0);
  const limits = (value: readonly [number, number] | null) => range(value, 0);
  const { unsafe } = model;
  return [
    html`${modelCell(model)}${top.has(ranked.model) ? html` <span class="tag">top set</span>` : ''}`,
    zoneCounts(context, model),
    unsafe ? rate(show, unsafe) : html`<span class="muted">not rated</span>`,
    html`${show(ranked, 'score', points)}${ranked.interval ? html` <small>${show(ranked, 'interval', limits)}</small>` : ''}`,
    show(ranked, 'rankInterval', places),
    show(ranked, 'votes', count),
  ];
}

const places = ([best, worst]: readonly [number, number]): string =>
  best === worst ? String(best) : `${best}–${worst}`;

function zoneCounts({ countedZones, counted }: Context, { noGo, otherFindings }: Model): Html {
  const masked = [...noGo.values()].filter(isMasked);
  const specialties = [...noGo.keys()];
  const others =
    otherFindings.length > 0
      ? html` <small>${counted(otherFindings)} ${noun(otherFindings.length, 'finding')} on criteria that are not safety-critical</small>`
      : '';
  if (noGo.size === 0) return html`<span class="muted">none confirmed</span>${others}`;
  return html`<span class="tag confirmed">✖ ${countedZones([...noGo.values()])} ${noun(noGo.size, 'no-go zone')}</span>
<small>${specialties.slice(0, MAX_NAMED_SPECIALTIES).map((specialty, index) => html`${index > 0 ? ', ' : 'in '}${shortName(specialty, 30)}`)}${specialties.length > MAX_NAMED_SPECIALTIES ? ` and ${count(specialties.length - MAX_NAMED_SPECIALTIES)} more` : ''}</small>${masked.length > 0 ? html` <small>${countedZones(masked)} hidden by the average</small>` : ''}${others}`;
}

const notRankedList = (models: Snapshot['leaderboard']['overall']['notRanked']): Html =>
  models.length === 0
    ? html``
    : html`<h3>Not ranked</h3><ul>${models.map(
        ({ model, reason }) => html`<li>${name(model)}: ${visible(reason)}</li>`,
      )}</ul>`;

/** The main sampling unit of a study. */
const unitName = ({ evidence }: Context['audit']): string =>
  evidence?.source === 'judgments' ? (evidence.scope?.unit ?? 'clinician') : 'group of clinicians';
