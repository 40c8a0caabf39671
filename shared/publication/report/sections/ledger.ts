import type { LedgerQuality, Snapshot } from '../../../contracts/index.ts';
import { count, decimal, decimalPercent, exactPercent, range, several, visible } from '../../../lib/index.ts';
import { type Html, html, name, type TableCell } from '../html.ts';
import { labelOf } from '../lookup.ts';

type Fact = readonly [string, TableCell];

/** Facts from single judgments, for the section on data quality. */
export function ledgerFacts(audit: Snapshot, { status, explanation, ...found }: LedgerQuality): Fact[] {
  const versions = found.versions ? [versionsFact(found.versions)] : [];
  if (status === 'not computed') return [['Single judgments', visible(explanation)], ...versions];
  const { concentration, firstRank, voteStuffing } = found;
  return [
    ...(concentration ? [concentrationFact(concentration)] : []),
    ...(firstRank ? [firstRankFact(firstRank)] : []),
    ...(voteStuffing ? [voteStuffingFact(voteStuffing)] : []),
    agreementFact(audit, found.agreement),
    ...versions,
  ];
}

const versionsFact = (versions: NonNullable<LedgerQuality['versions']>): Fact => [
  'Versions of models',
  html`${versions.map(
    ({ model, version, judgments, first, last }, index) =>
      html`${index === 0 ? '' : '; '}${name(model)} ${version === null ? 'without a version' : name(version)} (${several(judgments, 'judgment')}, ${first === last ? first : `${first} to ${last}`})`,
  )}`,
];

const concentrationFact = (found: NonNullable<LedgerQuality['concentration']>): Fact => [
  'Distribution of votes',
  `the most active 1% of ${several(found.clinicians, 'clinician')} gave ${decimalPercent(found.topPercentShare)} of the votes, the most active 10% ` +
    `${decimalPercent(found.topTenthShare)}. The votes are as concentrated as those of ${several(Math.round(found.effectiveClinicians), 'clinician')} with equal numbers of votes.`,
];

const firstRankFact = ({
  model,
  clinicians,
  of,
  successor,
}: NonNullable<LedgerQuality['firstRank']>): Fact => [
  'Most influential clinicians',
  clinicians === null
    ? html`no set of clinicians was found that changes the first rank of ${name(model)} when it is removed`
    : html`without ${count(clinicians)} of ${several(of, 'clinician')}, ${name(successor!)} is first instead of ${name(model)}; fewer may be enough`,
];

function voteStuffingFact(found: NonNullable<LedgerQuality['voteStuffing']>): Fact {
  const { screened, flagged, falseDiscoveryRate, suspicions } = found;
  const what = (one: (typeof suspicions)[number]): Html =>
    html`${several(one.votes, 'vote')} ${one.model === null ? one.pattern : html`${one.pattern.replace(' a model', '')} ${name(one.model)}`}`;
  return [
    'Screen for vote stuffing',
    html`${count(flagged)} of ${several(screened, 'clinician')} differed from the consensus more than taste explains. At most
${exactPercent(falseDiscoveryRate)} of them are expected to be flagged wrongly. A flag is a reason to look closer, but no proof${suspicions.map(
      (one, index) => html`${index === 0 ? ': ' : ', '}${what(one)}`,
    )}`,
  ];
}

const agreementFact = (audit: Snapshot, agreement: LedgerQuality['agreement']): Fact => [
  'Agreement of raters',
  agreement.length === 0
    ? 'not known: no answer is marked as rated by several clinicians (field “item”)'
    : html`Krippendorff’s α (1: perfect, 0: chance) for answers that several clinicians rated: ${agreement.map(
        ({ criterion, alpha, interval, answers }, index) =>
          html`${index === 0 ? '' : '; '}${name(labelOf(audit, criterion))} ${decimal(alpha)}${interval ? ` (${range(interval)})` : ''}, ${several(answers, 'answer')}`,
      )}`,
];
