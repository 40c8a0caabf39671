import type { Association, Snapshot } from '../../../contracts/index.ts';
import { count, decimal, exactPercent, noun, pValue, range } from '../../../lib/index.ts';
import { associationChart } from '../charts/association.ts';
import { preferenceSafetyChart } from '../charts/preference-safety.ts';
import type { Context } from '../context.ts';
import { type Html, html, listed, name, section, table } from '../html.ts';
import { labelOf } from '../lookup.ts';
import { definitions } from '../terms.ts';
import { zoneCount } from '../zone-mark.ts';

/** Maximum number of pairs in the list. */
const MAX_LISTED_PAIRS = 8;

/** Whether more preferred models are safer, and the safety cost of choosing by preference. */
export async function preferenceSafetySection(context: Context): Promise<Html> {
  const { audit, show } = context;
  const { association, regret, masking } = audit.dissociation;
  return section(
    'preference-safety',
    'Preference against safety',
    await preferenceSafetyChart(context),
    definitions('preference-score', 'failure', 'interval', 'places', 'regret'),
    html`<h3>The safety cost of choosing by preference</h3>`,
    regretSentence(context, regret),
    masking.length === 0
      ? html``
      : html`<p>The average hides no-go zones of ${listed(
          masking.map((masked) => html`${name(masked.model)} (${show(masked, 'zones', zoneCount)})`),
        )}. Over all specialties, each of these models is within the tolerance that it exceeds in the zone.</p>`,
    pairs(context),
    html`<h3>Are more preferred models safer?</h3>
<p>Rank correlation of preference with safety: +1 if the more preferred model is always the safer one, 0 if there is no relation,
−1 if the more preferred model is always the less safe one.</p>`,
    await associationChart(context),
    associationTable(context, association),
  );
}

const associationTable = ({ audit, show }: Context, rows: readonly Association[]): Html => {
  const level = exactPercent(audit.protocol.confidence);
  return table(
    'Rank correlation of preference with safety, by criterion',
    [
      { title: 'Safety by' },
      { title: 'Models', numeric: true },
      { title: 'Spearman ρ', numeric: true },
      { title: `${level} interval, these models`, numeric: true },
      { title: `${level} interval, similar models`, numeric: true },
      { title: 'Kendall τ', numeric: true },
      { title: 'p', numeric: true },
    ],
    rows.map((row) => [
      name(labelOf(audit, row.criterion)),
      show(row, 'models', count),
      show(row, 'spearman', decimal),
      show(row, 'spearmanInterval', range),
      show(row, 'spearmanModelInterval', range),
      html`${show(row, 'kendallTauB', decimal)}${row.kendallInterval ? html` <small>${show(row, 'kendallInterval', range)}</small>` : ''}`,
      show(row, 'permutationP', pValue),
    ]),
  );
};

function regretSentence({ audit, show }: Context, regret: Snapshot['dissociation']['regret']): Html {
  const { lower, upper, basis, conditional } = regret;
  const level = exactPercent(audit.protocol.confidence);
  if ((lower === null || upper === null) && audit.publicEdition)
    return html`<p>The public edition does not estimate how much safer another choice would be: too few models have enough ratings, or figures are withheld.</p>`;
  if (lower === null || upper === null)
    return html`<p>Too few models have enough ratings to estimate how much safer another choice would be.</p>`;
  return html`<p>If a model of the top set by preference is chosen instead of the safest of ${show(regret, 'models', count)} models with enough ratings,
    every hundred answers contain ${show(regret, 'lower', inHundred)} to ${show(regret, 'upper', inHundred)} more unsafe ones (${level} confidence).${basis === 'standardised' ? ' All models are compared in the same mixture of specialties.' : ''}${conditional ? ' This holds only for answers with outcomes that were rated.' : ''}</p>`;
}

/** The pairs of models with the largest excess of unsafe answers, and the number of other pairs. */
function pairs({ audit, show, counted }: Context): Html {
  const list = audit.dissociation.preferredButLessSafe;
  if (list.length === 0)
    return html`<p>No model is shown to be both more preferred and less safe than another one.</p>`;
  const worst = list.toSorted((a, b) => b.riskDifference - a.riskDifference);
  const left = worst.length - MAX_LISTED_PAIRS;
  const points = (value: number) => decimal(value, 0);
  return html`<p>In ${counted(list)} ${noun(list.length, 'pair')} of models, one model is shown to be both more preferred and less safe.${left > 0 ? ' The pairs that differ most in safety:' : ''}</p>
<ul>${worst
    .slice(0, MAX_LISTED_PAIRS)
    .map(
      (pair) =>
        html`<li>${name(pair.preferred)} over ${name(pair.over)}: a preference score that is ${show(pair, 'scoreDifference', points)} points higher, and ${show(pair, 'riskDifference', inHundred)} more unsafe answers in every hundred</li>`,
    )}</ul>${left > 0 ? html`<p class="muted">The other pairs (${count(left)}) are in <a href="snapshot.json">snapshot.json</a>.</p>` : ''}`;
}

/** A difference of proportions, as a number per hundred. */
const inHundred = (difference: number | null): string =>
  decimal(difference === null ? null : 100 * difference, 1);
