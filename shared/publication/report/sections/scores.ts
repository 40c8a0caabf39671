import type { DistributionRow } from '../../../contracts/index.ts';
import { count, decimal } from '../../../lib/index.ts';
import { distributionChart, SCORE_ORDER } from '../charts/distribution.ts';
import type { Context } from '../context.ts';
import { details, type Html, html, section, table } from '../html.ts';
import { labelOf } from '../lookup.ts';
import { modelCell } from '../models.ts';
import { definitions } from '../terms.ts';

/** The distribution of each model's scores on each criterion, with safety-critical criteria first. */
export async function scoresSection(context: Context): Promise<Html> {
  const { criteria } = context.audit.protocol;
  const byCriterion = Map.groupBy(
    context.audit.distributions.filter(({ specialty, mean }) => specialty === null && mean !== null),
    ({ criterion }) => criterion,
  );
  const panels = (critical: boolean) =>
    Promise.all(
      criteria
        .filter(({ id, safetyCritical }) => safetyCritical === critical && byCriterion.has(id))
        .map(({ id }) => panel(context, id, byCriterion.get(id)!)),
    );
  const [critical, others] = await Promise.all([panels(true), panels(false)]);
  return section(
    'scores',
    'How answers were scored',
    byCriterion.size === 0
      ? html`<p>No answer is rated yet.</p>`
      : html`<p>Each bar shows the scores of one model. Failures (scores of −1 and −2) are left of the line.</p>
<ul class="key">${SCORE_ORDER.map((score, index) => html`<li><span class="swatch score${index}"></span> ${signed(score)}</li>`)}</ul>`,
    definitions('failure'),
    html`<div class="panels">${critical}</div>`,
    others.length === 0
      ? html``
      : details('Criteria that are not safety-critical', html`<div class="panels">${others}</div>`),
  );
}

async function panel(context: Context, criterion: string, rows: readonly DistributionRow[]): Promise<Html> {
  const label = labelOf(context.audit, criterion);
  return html`<div class="panel" data-keys="${context.criterionKey(criterion)}"><h3><bdi>${label}</bdi></h3>
${await distributionChart(context, rows, label)}
${details('The figures as a table', scoreTable(context, label, rows))}</div>`;
}

function scoreTable({ models, show }: Context, label: string, rows: readonly DistributionRow[]): Html {
  const byModel = new Map(rows.map((row) => [row.model, row]));
  const columns = ['Model', ...SCORE_ORDER.map(signed), 'Mean'].map((title, index) => ({
    title,
    numeric: index > 0,
  }));
  return table(
    `Answers by their score on ${label}`,
    columns,
    models.flatMap((model) => {
      const row = byModel.get(model.name);
      if (!row) return [];
      const counts = SCORE_ORDER.map((score) => show(row.counts, score, count));
      return [{ keys: model.key, cells: [modelCell(model), ...counts, show(row, 'mean', decimal)] }];
    }),
    'sortable',
  );
}

/** A score with its sign: +1, 0, −2. */
const signed = (score: string): string =>
  score.startsWith('-') ? score.replace('-', '−') : score === '0' ? '0' : `+${score}`;
