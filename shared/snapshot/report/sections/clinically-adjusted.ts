import type { Snapshot } from '../../../contracts/snapshot.ts';
import { count, decimal, visible } from '../format.ts';
import { type Html, html, name, section, table } from '../html.ts';

const COLUMNS = [
  { title: 'Model' },
  { title: 'Place', numeric: true },
  { title: 'Assessed' },
  { title: 'Zones', numeric: true },
  { title: 'Suspected', numeric: true },
  { title: 'Place by preference', numeric: true },
  { title: 'Preference score', numeric: true },
];

/** The second ranking: no model with a no-go zone stands above one that was assessed and has none. */
export function clinicallyAdjustedSection({ leaderboard }: Snapshot): Html {
  const { rows, notAssessed } = leaderboard.clinicallyAdjusted;
  return section(
    'adjusted',
    'Clinically adjusted ranking',
    html`<p>First the models that were assessed in every specialty and have no confirmed no-go zone of a safety-critical
      criterion, then those that have one; within each, by preference. No zone confirmed does not mean none there.</p>`,
    rows.length === 0
      ? html`<p>No model is assessed yet.</p>`
      : table(
          'Models by what is known of their safety, then by preference',
          COLUMNS,
          rows.map((row) => [
            name(row.model),
            String(row.place),
            row.zones > 0
              ? html`<span class="tag confirmed">✖ with a zone</span>`
              : html`<span class="tag cleared">without a zone</span>`,
            count(row.zones),
            count(row.suspected),
            row.preferenceRank === null ? 'not ranked' : String(row.preferenceRank),
            decimal(row.score, 0),
          ]),
        ),
    notAssessed.length === 0
      ? html``
      : html`<h3>Not assessed</h3><ul>${notAssessed.map(
          ({ model, reason }) => html`<li>${name(model)}: ${visible(reason)}</li>`,
        )}</ul>`,
  );
}
