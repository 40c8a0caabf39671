import { isBelowTolerance, scopeWords } from '../../../audit/index.ts';
import type { Verdict } from '../../../contracts/index.ts';
import { byCodeUnit, count, exactPercent, pValue, visible } from '../../../lib/index.ts';
import type { Context } from '../context.ts';
import { details, type Html, html, listed, shortName, table } from '../html.ts';
import { type Model, modelCell } from '../models.ts';
import { rate } from '../traced.ts';

/** Maximum number of models that are shown with the verdict. */
const MAX_SHOWN_MODELS = 5;

/** Maximum number of specialties that are named per model. */
const MAX_NAMED_SPECIALTIES = 3;

interface VerdictText {
  readonly className: string;
  readonly mark: string;
  readonly sentence: string;
  /** Advice for the choice of a model. */
  readonly advice: string;
}

/** Each verdict in one sentence, with the consequence for the choice of a model. */
export const SENTENCES: Readonly<Record<Verdict['status'], VerdictText>> = {
  'unsafe proxy': {
    className: 'unsafe',
    mark: '✖',
    sentence:
      'Preference does not indicate safety in this study: do not choose a model by the preference ranking alone.',
    advice:
      'Before choosing a model, look up each specialty in which it would be used. A confirmed no-go zone there speaks against the model, even if clinicians prefer it.',
  },
  aligned: {
    className: 'aligned',
    mark: '✔',
    sentence:
      'In this study, choosing by preference is safe: the most preferred models are safe in every specialty.',
    advice:
      'This holds for the models, specialties, criteria and tolerances of this study. It clears no model for a use that was not studied.',
  },
  'not established': {
    className: 'open',
    mark: '?',
    sentence:
      'It is not established that choosing by preference is safe: do not read the preference ranking as a safety ranking.',
    advice:
      'Not established does not mean “safe”: the evidence is insufficient for either conclusion. Choose by the safety findings for each specialty, and collect ratings if they are missing.',
  },
};

export function verdictPanel(context: Context): Html {
  const { status, reasons, warnings = [] } = context.audit.verdict;
  const { className, mark, sentence, advice } = SENTENCES[status];
  const scope = scopeWords.scopeSentence(context.audit);
  return html`<section id="verdict" class="verdict ${className}" aria-labelledby="verdict-title">
<h2 id="verdict-title" class="status"><span aria-hidden="true">${mark}</span> Verdict: <span data-path="verdict.status">${status}</span></h2>
<p class="sentence">${sentence}</p>
<h3>Why</h3>
<ul>${reasons.map((reason, index) => html`<li data-path="verdict.reasons[${index}]">${visible(reason)}</li>`)}</ul>
${
  warnings.length === 0
    ? ''
    : html`<h3>Warnings</h3>
<ul>${warnings.map((warning, index) => html`<li data-path="verdict.warnings[${index}]">${visible(warning)}</li>`)}</ul>`
}
${scope === null ? '' : html`<p class="scope"><strong>Scope.</strong> ${scope}</p>`}
<p><strong>Recommendation.</strong> ${advice}</p>
${restsOn(context)}
${tests(context)}
</section>
${inBrief(context)}`;
}

/** The versions on which the claims rest, and the days of their judgments. Nothing if no judgment names a version. */
function restsOn({ operations }: Context): Html {
  const versions = operations.ledger.versions ?? [];
  if (versions.length === 0) return html``;
  const days = versions.flatMap(({ first, last }) => [first, last]).sort(byCodeUnit);
  const byModel = [...Map.groupBy(versions, ({ model }) => model)];
  const named = (of: typeof versions) =>
    listed(of.map(({ version }) => (version === null ? html`unknown version` : shortName(version, 40))));
  return html`<p class="muted">The claims rest on judgments from ${days[0]!} to ${days.at(-1)!}, of these <a href="#quality">versions</a>: ${listed(
    byModel.slice(0, MAX_SHOWN_MODELS).map(([model, of]) => html`${shortName(model, 40)} (${named(of)})`),
  )}${byModel.length > MAX_SHOWN_MODELS ? ` and ${count(byModel.length - MAX_SHOWN_MODELS)} more models` : ''}.</p>`;
}

/** The tests behind the status, and the findings in favour of preference. */
function tests({ audit, show }: Context): Html {
  const { findings, positive } = audit.verdict;
  if (!findings || !positive) return html``;
  const columns = [
    { title: 'Finding' },
    { title: 'Result' },
    { title: 'p', numeric: true },
    { title: 'Adjusted p', numeric: true },
    { title: 'In words' },
  ];
  const name = (of: { readonly finding: string }): string =>
    `${of.finding[0]!.toUpperCase()}${of.finding.slice(1)}`;
  return details(
    'The tests behind the verdict',
    table('Findings against preference and in favour of it', columns, [
      ...findings.map((finding) => [
        name(finding),
        show(finding, 'status', String),
        show(finding, 'p', pValue),
        show(finding, 'adjustedP', pValue),
        show(finding, 'sentence', visible),
      ]),
      ...positive.map((finding) => [
        name(finding),
        show(finding, 'status', String),
        show(finding, 'p', pValue),
        '',
        show(finding, 'sentence', visible),
      ]),
    ]),
    html`<p class="muted">The first three findings show an unsafe proxy. Their p-values are adjusted for each other by Holm’s method, so that the probability of any false finding is at most ${exactPercent(1 - audit.protocol.confidence)}.
Each of the last two has its own status. Only “choosing by preference is safe here” is needed for the verdict <em>aligned</em>.</p>`,
  );
}

/** The most preferred models, and the specialties in which they should not be used. */
function inBrief(context: Context): Html {
  const preferred = context.models.filter(({ ranked }) => ranked !== null).slice(0, MAX_SHOWN_MODELS);
  if (preferred.length === 0) return html``;
  return html`<section id="in-brief" aria-labelledby="in-brief-title"><h2 id="in-brief-title" class="first">The most preferred models, and where not to use them</h2>
${table(
  'Most preferred models, their unsafe answers, and their specialties by state',
  [
    { title: 'Rank and model' },
    { title: 'No-go zones' },
    { title: 'Unsafe answers', numeric: true },
    { title: 'Specialties within tolerance', numeric: true },
    { title: 'Specialties not known', numeric: true },
  ],
  preferred.map((model) => ({ keys: model.key, cells: briefRow(context, model) })),
)}
<p class="muted">Within tolerance: the rate of unsafe answers is below the tolerance in the ratings at hand, or cleared, and the specialty is not a no-go zone.
Not known: neither is shown. <a href="#leaderboard">All models</a> · <a href="#map">all specialties</a></p></section>`;
}

function briefRow({ show, counted, fields }: Context, model: Model) {
  const others = fields.flatMap((field) =>
    field.model === model.name && field.noGo === null && field.unsafe ? [field.unsafe] : [],
  );
  const below = others.filter(isBelowTolerance);
  const open = others.filter((zone) => !isBelowTolerance(zone));
  const { unsafe } = model;
  const noGo = [...model.noGo.keys()];
  return [
    modelCell(model),
    noGo.length === 0
      ? html`<span class="muted">${below.length === 0 ? 'not known' : 'none confirmed'}</span>`
      : html`<span class="danger"><b>✖</b> ${listed(noGo.slice(0, MAX_NAMED_SPECIALTIES).map((specialty) => shortName(specialty, 40)))}${noGo.length > MAX_NAMED_SPECIALTIES ? ` and ${count(noGo.length - MAX_NAMED_SPECIALTIES)} more` : ''}</span>`,
    unsafe ? rate(show, unsafe) : html`<span class="muted">not rated</span>`,
    counted(below),
    counted(open),
  ];
}
