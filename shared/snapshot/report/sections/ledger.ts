import type { LedgerQuality } from '../../../contracts/ledger-quality.ts';
import { count, percent, several, visible } from '../format.ts';
import { type Html, html, name, type TableCell } from '../html.ts';

type Fact = readonly [string, TableCell];

/** What only single judgments tell, for the section on the data's quality. */
export function ledgerFacts({ status, explanation, ...found }: LedgerQuality): Fact[] {
  if (status === 'not computed') return [['Single judgments', visible(explanation)]];
  const { concentration, firstRank, voteStuffing } = found;
  return [
    ...(concentration ? [concentrationFact(concentration)] : []),
    ...(firstRank ? [firstRankFact(firstRank)] : []),
    ...(voteStuffing ? [voteStuffingFact(voteStuffing)] : []),
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
