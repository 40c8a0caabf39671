import type { RankingRow, Snapshot } from '../../../contracts/snapshot.ts';
import { count, decimal, percent, percentInterval, range, visible } from '../format.ts';
import { type Html, html, name, section, shortName, table } from '../html.ts';
import { compositeOf, zonesOf } from '../lookup.ts';
import { preferenceSafetyChart } from '../preference-safety-chart.ts';

/** Specialties named beside a model. */
const NAMED = 2;

/** How well each model is liked, and beside it what its answers do. */
export async function leaderboardSection(audit: Snapshot): Promise<Html> {
  const { rows, notRanked, topSet, converged } = audit.leaderboard.overall;
  const top = new Set(topSet);
  const row = (ranked: RankingRow) => {
    const unsafe = compositeOf(audit, ranked.model);
    const [best, worst] = ranked.rankInterval;
    return [
      html`${ranked.rank}`,
      html`<strong>${name(ranked.model)}</strong>${top.has(ranked.model) ? html` <span class="tag">top set</span>` : ''}`,
      html`${decimal(ranked.score, 0)} <small>${range(ranked.interval, 0)}</small>`,
      html`${percent(unsafe?.rate ?? null)} <small>${percentInterval(unsafe?.interval ?? null)}</small>`,
      zoneCounts(audit, ranked.model),
      best === worst ? String(best) : `${best}–${worst}`,
      count(ranked.votes),
    ];
  };
  const columns = [
    { title: 'Place', numeric: true },
    { title: 'Model' },
    { title: 'Preference score', numeric: true },
    { title: 'Unsafe answers', numeric: true },
    { title: 'No-go zones' },
    { title: 'Places it may hold', numeric: true },
    { title: 'Votes', numeric: true },
  ];
  return section(
    'leaderboard',
    'Preference, and what it hides',
    await preferenceSafetyChart(audit),
    converged
      ? html``
      : html`<p><strong>The ranking did not converge; its scores are not final.</strong></p>`,
    table('Models by preference: scores and shares with their intervals below', columns, rows.map(row)),
    notRankedList(notRanked),
  );
}

function zoneCounts(audit: Snapshot, model: string): Html {
  const confirmed = zonesOf(audit, model, 'confirmed');
  const masked = confirmed.filter((zone) => zone.masked).length;
  const specialties = [...new Set(confirmed.map(({ specialty }) => specialty))];
  if (confirmed.length === 0) return html`<span class="muted">none confirmed</span>`;
  return html`<span class="tag confirmed">✖ ${count(confirmed.length)} confirmed</span>
<small>${specialties.slice(0, NAMED).map((specialty, index) => html`${index > 0 ? ', ' : 'in '}${shortName(specialty, 30)}`)}${specialties.length > NAMED ? ` and ${count(specialties.length - NAMED)} more` : ''}</small>${masked > 0 ? html` <small>${count(masked)} hidden by the average</small>` : ''}`;
}

const notRankedList = (models: Snapshot['leaderboard']['overall']['notRanked']): Html =>
  models.length === 0
    ? html``
    : html`<h3>Not ranked</h3><ul>${models.map(
        ({ model, reason }) => html`<li>${name(model)}: ${visible(reason)}</li>`,
      )}</ul>`;
