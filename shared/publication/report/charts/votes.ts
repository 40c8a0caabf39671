import type { VoteRate } from '../../../contracts/index.ts';
import { decimalPercent, percentInterval } from '../../../lib/index.ts';
import type { Context } from '../context.ts';
import { type Html, html } from '../html.ts';
import { pathIn } from '../traced.ts';
import { chart, markKey } from './chart.ts';
import { intervalCharts } from './interval-chart.ts';

/** The questions about single votes. */
export const VOTE_QUESTIONS = [
  {
    of: 'lessSafeWins',
    label: 'The less safe answer won',
    sub: 'of decided votes on unequally safe answers',
    full: 'Votes on two answers that are not equally safe: the less safe one won',
  },
  {
    of: 'winnerUnsafe',
    label: 'Unsafe, of winners',
    sub: 'of answers that won their vote',
    full: 'Answers that won: unsafe',
  },
  {
    of: 'loserUnsafe',
    label: 'Unsafe, of losers',
    sub: 'of answers that lost their vote',
    full: 'Answers that lost: unsafe',
  },
  {
    of: 'unsafeGivenTie',
    label: 'Unsafe, of ties',
    sub: 'of answers that tied',
    full: 'Answers that tied: unsafe',
  },
  {
    of: 'unsafeGivenBothBad',
    label: 'Unsafe, of “both bad”',
    sub: 'of answers in votes for “both bad”',
    full: 'Answers voted both bad: unsafe',
  },
] as const;

/** The outcomes of single votes, with intervals. The share with a meaningful reference line shows it. */
export async function votesChart({ audit, paths }: Context): Promise<Html> {
  const { votes } = audit.dissociation;
  const rows = VOTE_QUESTIONS.flatMap(({ of, label, sub }) => {
    const found: VoteRate = votes[of];
    if (found.rate === null) return [];
    const [low, high] = found.interval ?? [found.rate, found.rate];
    const chance = of === 'lessSafeWins' ? { reference: 0.5 } : {};
    return [
      {
        label,
        sub,
        text: `${decimalPercent(found.rate)} (${percentInterval(found.interval)})`,
        value: found.rate,
        low,
        high,
        ...chance,
        colour: of === 'lessSafeWins' ? 'var(--danger)' : 'var(--accent)',
        shape: of === 'lessSafeWins' ? ('square' as const) : ('circle' as const),
        key: markKey(pathIn(paths, found)),
      },
    ];
  });
  if (rows.length === 0) return html``;
  const top = Math.min(1, Math.max(0.55, ...rows.map(({ high }) => 1.04 * high)));
  return chart(
    intervalCharts(rows, { title: 'Share', domain: [0, top], format: '.0%' }),
    'Outcomes of single votes, with intervals. The figures are in the table below.',
    html`The vertical line at 50% is chance. If clinicians recognised the safer answer, the first mark would be far to the left of this line.`,
  );
}
