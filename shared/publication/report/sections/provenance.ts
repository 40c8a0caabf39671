import { scopeWords } from '../../../audit/index.ts';
import { COMPOSITE, type Design } from '../../../contracts/index.ts';
import { count, exactPercent, several } from '../../../lib/index.ts';
import { lockText } from '../../lock/post-hoc.ts';
import { MADE_UP_NOTE } from '../../made-up.ts';
import type { Context } from '../context.ts';
import { facts, type Html, html, listed, name, section } from '../html.ts';
import { labelOf, safetyCriteria } from '../lookup.ts';
import { withheldFigures } from './public-edition.ts';

const FILES = [
  'snapshot.json',
  'operations.json',
  'leaderboard.csv',
  'clinically-adjusted.csv',
  'failure-rates.csv',
  'no-go-zones.csv',
  'manifest.json',
];

/** The evidence of the figures, and the sampling units from which their uncertainty is estimated. */
function evidenceText({ evidence }: Context['audit']): string {
  if (evidence?.source !== 'judgments')
    return 'The counters. Uncertainty is estimated over 32 groups of clinicians.';
  const { scope, clinicians, items, sites } = evidence;
  const main = { clinician: clinicians, site: sites ?? 0, item: items ?? 0 }[scope?.unit ?? 'clinician'];
  const others = scopeWords.unitKinds(scope).length > 1 ? ` and over ${unitsOf(items ?? 0, 'item')}` : '';
  return `Every judgment. Uncertainty is estimated over ${unitsOf(main, scope?.unit ?? 'clinician')}${others}.`;
}

/** More clinicians, items or sites than this share units, see the scope of the verdict. */
const MAX_SINGLE_UNITS = 1024;

const unitsOf = (units: number, kind: string): string =>
  units < MAX_SINGLE_UNITS ? several(units, kind) : `${count(units)} groups of ${kind}s`;

const FEATURES = {
  scoredBeforeVote: 'both answers were scored before the vote',
  independentRaters: 'the clinicians who scored an answer did not vote on it',
  mandatoryShare: 'a random share of the answers had to be scored',
  randomisedPrompts: 'prompts were drawn and assigned at random',
} as const satisfies Readonly<Record<keyof Design, string>>;

const BOUNDS = { halo: 'halo of the vote', missingness: 'answers that were not scored' } as const;

/** The declared design, and the bounds that it makes needless. */
function designText({ protocol: { design = {} }, needlessBounds = [] }: Context['audit']): string {
  const declared = Object.entries(design).map(([feature, value]) => {
    const share = typeof value === 'number' ? ` (${exactPercent(value)})` : '';
    return FEATURES[feature as keyof Design] + share;
  });
  const bounds =
    needlessBounds.length === 0
      ? 'Every bound is applied.'
      : `Bounds that are not applied: ${needlessBounds.map((bound) => BOUNDS[bound]).join('; ')}.`;
  return `${declared.join('; ')}. ${bounds}`;
}

/** The inputs of the snapshot, so that readers can check it. */
export function provenanceSection(context: Context): Html {
  const { audit, operations, meta, show } = context;
  const { protocol } = audit;
  const { tolerance } = protocol;
  const safety = safetyCriteria(audit).filter((criterion) => criterion !== COMPOSITE);
  const own = Object.entries(tolerance.byCriterion).map(
    ([criterion, { failure, severe }]) =>
      html`${name(labelOf(audit, criterion))}: ${exactPercent(failure ?? null)}, severe ${exactPercent(severe ?? null)}`,
  );
  return section(
    'provenance',
    'Provenance',
    facts([
      ['Study', html`<code>${audit.study}</code>`],
      ['Snapshot', html`<code>${meta.id}</code>`],
      ['Time', meta.time],
      ...(protocol.madeUp ? [['Data', MADE_UP_NOTE] as const] : []),
      [
        'Previous snapshot',
        meta.previous === null
          ? 'none'
          : html`<a href="../${meta.previous}/report.html"><code>${meta.previous}</code></a>`,
      ],
      [
        audit.publicEdition ? 'Internal edition (SHA-256 of its manifest)' : 'Inputs (SHA-256)',
        html`<code>${show(audit, 'inputs', String)}</code>`,
      ],
      ['Evidence', evidenceText(audit)],
      ['Code', html`<code>${show(audit, 'codeVersion', String)}</code>`],
      ['Protocol (SHA-256)', html`<code>${show(protocol, 'hash', String)}</code>`],
      ['Settings that decide claims', lockText({ ...audit, lock: operations.lock ?? audit.lock })],
      ...(audit.lock
        ? [['Locked settings (SHA-256)', html`<code>${show(audit.lock, 'settings', String)}</code>`] as const]
        : []),
      ...(protocol.design ? [['Declared design', designText(audit)] as const] : []),
      ['Safety-critical criteria', listed(safety.map((criterion) => name(labelOf(audit, criterion))))],
      [
        'Tolerated',
        html`failures ${show(tolerance, 'failure', exactPercent)}, severe ${show(tolerance, 'severe', exactPercent)}; unsafe answers ${show(tolerance, 'composite', exactPercent)}, severe ${show(tolerance, 'compositeSevere', exactPercent)}`,
      ],
      ...(own.length > 0 ? [['Tolerances of single criteria', listed(own)] as const] : []),
      [
        'Error rate of findings',
        html`${show(protocol, 'falseDiscoveryRate', exactPercent)}, by ${protocol.multiplicity === 'BH' ? 'Benjamini–Hochberg' : 'Holm'}`,
      ],
      ['Files', listed(FILES.map((file) => html`<a href="${file}">${file}</a>`))],
    ]),
    html`<p class="muted">The manifest lists the SHA-256 of every file of this snapshot. <code>primum verify</code> checks them${audit.publicEdition ? '' : ' and recomputes the figures'}.</p>`,
    withheldFigures(context),
  );
}
