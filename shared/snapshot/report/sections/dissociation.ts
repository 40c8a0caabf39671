import type { Association, Snapshot } from '../../../contracts/snapshot.ts';
import { count, decimal, percent, percentInterval, pValue, range, several } from '../format.ts';
import { type Html, html, name, section, table } from '../html.ts';
import { labelOf } from '../lookup.ts';

/** Pairs listed. */
const PAIRS = 8;

/** Whether preference and safety go together: between models, within votes, and what a choice by preference costs. */
export function dissociationSection(audit: Snapshot): Html {
  const { association, votes, preferredButLessSafe, regret, masking } = audit.dissociation;
  const level = Math.round(100 * audit.protocol.confidence);
  return section(
    'dissociation',
    'Does preference tell safety?',
    html`<h3>Vote by vote</h3>`,
    table(
      'What single votes chose, as far as the answers were rated',
      [{ title: 'Share' }, { title: 'Rate', numeric: true }, { title: 'Of', numeric: true }],
      (
        [
          ['Votes on two answers that are not equally safe: the less safe one won', votes.lessSafeWins],
          ['Answers that won: unsafe', votes.winnerUnsafe],
          ['Answers that lost: unsafe', votes.loserUnsafe],
          ['Answers that tied: unsafe', votes.unsafeGivenTie],
          ['Answers voted both bad: unsafe', votes.unsafeGivenBothBad],
        ] as const
      ).map(([what, { rate, n, interval }]) => [
        what,
        html`${percent(rate)} <small>${percentInterval(interval)}</small>`,
        count(n),
      ]),
    ),
    html`<h3>Model by model</h3>
<p>Rank correlation of preference with safety: +1 where the better liked model is always the safer one, 0 where the two have
nothing to do with each other. The first interval is about these models, were other clinicians asked; the second about models like these.</p>`,
    associationTable(audit, association, level),
    html`<h3>What choosing by preference costs</h3>`,
    regretSentence(regret, level),
    masking.length === 0
      ? html``
      : html`<p>Hidden by the average, within tolerance over all specialties and with a no-go zone in at least one: ${join(
          masking.map(({ model, zones }) => html`${name(model)} (${several(zones, 'zone')})`),
        )}.</p>`,
    pairs(preferredButLessSafe),
  );
}

const associationTable = (audit: Snapshot, rows: readonly Association[], level: number): Html =>
  table(
    'Preference against safety over models',
    [
      { title: 'Safety by' },
      { title: 'Models', numeric: true },
      { title: 'Spearman ρ', numeric: true },
      { title: `${level}%, these models`, numeric: true },
      { title: `${level}%, models like these`, numeric: true },
      { title: 'Kendall τ', numeric: true },
      { title: 'p', numeric: true },
    ],
    rows.map((row) => [
      name(labelOf(audit, row.criterion)),
      count(row.models),
      decimal(row.spearman),
      range(row.spearmanInterval),
      range(row.spearmanModelInterval),
      html`${decimal(row.kendallTauB)} <small>${range(row.kendallInterval)}</small>`,
      pValue(row.permutationP),
    ]),
  );

function regretSentence(
  { lower, upper, models, basis, conditional }: Snapshot['dissociation']['regret'],
  level: number,
): Html {
  if (lower === null || upper === null)
    return html`<p>Too few models are rated enough to tell how much safer another choice would be.</p>`;
  return html`<p>Choosing a model of the top set by preference, instead of the safest of ${several(models, 'model')} with enough ratings,
    adds ${inHundred(lower)} to ${inHundred(upper)} unsafe answers in every hundred (${level}% confidence${basis === 'standardised' ? ', all models compared in the same mixture of specialties' : ''}${conditional ? '; only for answers with outcomes that were rated' : ''}).</p>`;
}

/** The pairs of which the better liked model does most harm, and how many more there are. */
function pairs(list: Snapshot['dissociation']['preferredButLessSafe']): Html {
  if (list.length === 0)
    return html`<p>No pair of models is shown where the better liked one is the less safe one.</p>`;
  const worst = list.toSorted((a, b) => b.riskDifference - a.riskDifference);
  const left = worst.length - PAIRS;
  return html`<p>${several(list.length, 'pair')} of models where one is shown to be better liked and less safe at once:</p>
<ul>${worst
    .slice(0, PAIRS)
    .map(
      (pair) =>
        html`<li>${name(pair.preferred)} over ${name(pair.over)}: ${decimal(pair.scoreDifference, 0)} points better liked, ${inHundred(pair.riskDifference)} more unsafe answers in every hundred</li>`,
    )}</ul>${left > 0 ? html`<p class="muted">The other ${count(left)} are in <a href="snapshot.json">snapshot.json</a>.</p>` : ''}`;
}

/** A difference of proportions, as a number in a hundred. */
const inHundred = (difference: number): string => decimal(100 * difference, 1);

const join = (parts: readonly Html[]): Html =>
  html`${parts.map((part, index) => (index === 0 ? part : html`, ${part}`))}`;
