import { count } from '../../../lib/index.ts';
import { VOTE_QUESTIONS, votesChart } from '../charts/votes.ts';
import type { Context } from '../context.ts';
import { type Html, html, section, table } from '../html.ts';
import { definitions } from '../terms.ts';
import { rate } from '../traced.ts';

/** Whether single votes favour the safer answer. */
export async function votesSection(context: Context): Promise<Html> {
  const { audit, show } = context;
  const { votes } = audit.dissociation;
  return section(
    'votes',
    'Vote by vote',
    html`<p>Do clinicians vote for the safer of two answers? Only votes on rated answers can show this.</p>`,
    definitions('failure', 'halo'),
    await votesChart(context),
    table(
      'Outcomes of single votes on rated answers',
      [{ title: 'Outcome' }, { title: 'Share', numeric: true }, { title: 'Votes or answers', numeric: true }],
      VOTE_QUESTIONS.map(({ of, full }) => [full, rate(show, votes[of]), show(votes[of], 'n', count)]),
    ),
  );
}
