import { count, decimal, visible } from '../../../lib/index.ts';
import type { Context } from '../context.ts';
import { type Html, html, name, section, table } from '../html.ts';
import { modelCell } from '../models.ts';

const COLUMNS = [
  { title: 'Preference rank and model' },
  { title: 'Rank here', numeric: true },
  { title: 'Assessment' },
  { title: 'No-go zones', numeric: true },
  { title: 'Other suspected specialties', numeric: true },
  { title: 'Preference score', numeric: true },
];

/** The second ranking. No model with a no-go zone is above an assessed model without one. */
export function clinicallyAdjustedSection({ audit, model, show }: Context): Html {
  const { rows, notAssessed } = audit.leaderboard.clinicallyAdjusted;
  return section(
    'adjusted',
    'Clinically adjusted ranking',
    html`<p>First come the models that were assessed in every specialty and have no confirmed no-go zone. The models with a no-go zone
      follow. Each part is ordered by preference. A model without a confirmed no-go zone may still be unsafe in a specialty.</p>`,
    rows.length === 0
      ? html`<p>No model is assessed yet.</p>`
      : table(
          'Models by safety findings, then by preference',
          COLUMNS,
          rows.map((row) => ({
            keys: model(row.model).key,
            cells: [
              modelCell(model(row.model)),
              show(row, 'place', count),
              row.zones > 0
                ? html`<span class="tag confirmed">✖ with a zone</span>`
                : html`<span class="tag cleared">without a zone</span>`,
              show(row, 'zones', count),
              show(row, 'suspected', count),
              show(row, 'score', (score) => decimal(score, 0)),
            ],
          })),
          'sortable',
        ),
    notAssessed.length === 0
      ? html``
      : html`<h3>Not assessed</h3><ul>${notAssessed.map(
          ({ model, reason }) => html`<li>${name(model)}: ${visible(reason)}</li>`,
        )}</ul>`,
  );
}
