import type { LedgerQuality } from '../../../contracts/ledger-quality.ts';
import type { Snapshot } from '../../../contracts/snapshot.ts';
import { count, decimal, percent, range, several, visible } from '../format.ts';
import { type Html, html, name, type TableCell } from '../html.ts';
import { labelOf } from '../lookup.ts';

type Fact = readonly [string, TableCell];

/** What only single judgments tell, for the section on the data's quality. */
export function ledgerFacts(audit: Snapshot, { status, explanation, ...found }: LedgerQuality): Fact[] {
  if (status === 'not computed') return [['Single judgments', visible(explanation)]];
  const { concentration, firstRank, voteStuffing } = found;
  return [
    ...(concentration ? [concentrationFact(concentration)] : []),
    ...(firstRank ? [firstRankFact(firstRank)] : []),
    ...(voteStuffing ? [voteStuffingFact(voteStuffing)] : []),
    agreementFact(audit, found.agreement),
  ];
}

const concentrationFact = (found: NonNullable<LedgerQuality['concentration']>): Fact => [
  'Who voted',
  `the busiest 1% of ${several(found.clinicians, 'clinician')} gave ${percent(found.topPercentShare)} of the votes, the busiest 10% ` +
    `${percent(found.topTenthShare)}: as uneven as ${count(Math.round(found.effectiveClinicians))} who voted equally often`,
];

const firstRankFact = ({
  model,
  clinicians,
  of,
  successor,
}: NonNullable<LedgerQuality['firstRank']>): Fact => [
  'Who carries the first place',
  clinicians === null
    ? html`no set of clinicians was found without whom another model than ${name(model)} is first`
    : html`without ${count(clinicians)} of ${several(of, 'clinician')}, ${name(successor!)} is first instead of ${name(model)}; fewer may be enough`,
];

function voteStuffingFact(found: NonNullable<LedgerQuality['voteStuffing']>): Fact {
  const { screened, flagged, falseDiscoveryRate, suspicions } = found;
  const what = (one: (typeof suspicions)[number]): Html =>
    html`${several(one.votes, 'vote')} ${one.model === null ? one.pattern : html`${one.pattern.replace(' a model', '')} ${name(one.model)}`}`;
  return [
    'Screen for stuffed votes',
    html`${count(flagged)} of ${several(screened, 'clinician')} voted further from the consensus than taste explains, of whom at most
${percent(falseDiscoveryRate)} are expected to be flagged wrongly; a reason to look, no proof${suspicions.map(
      (one, index) => html`${index === 0 ? ': ' : ', '}${what(one)}`,
    )}`,
  ];
}

const agreementFact = (audit: Snapshot, agreement: LedgerQuality['agreement']): Fact => [
  'Agreement of raters',
  agreement.length === 0
    ? 'not known: no answer is told to have been rated by several clinicians (field “item”)'
    : html`Krippendorff’s α (1: perfect, 0: chance) where several clinicians rated the same answer: ${agreement.map(
        ({ criterion, alpha, interval, answers }, index) =>
          html`${index === 0 ? '' : '; '}${name(labelOf(audit, criterion))} ${decimal(alpha)}${interval ? ` (${range(interval)})` : ''}, ${several(answers, 'answer')}`,
      )}`,
];
