import { neverScored } from '../../../audit/index.ts';
import { aliasesLine, noteInWords, type Snapshot, unitOfNote } from '../../../contracts/index.ts';
import { count, decimal, decimalPercent, percentInterval, several, visible } from '../../../lib/index.ts';
import type { Context } from '../context.ts';
import { facts, type Html, html, listed, name, section, table } from '../html.ts';
import { labelOf } from '../lookup.ts';
import { ledgerFacts } from './ledger.ts';

const OUTCOMES = {
  won: 'won its comparison',
  lost: 'lost its comparison',
  tied: 'tied',
  bothBad: 'one of two bad answers',
  alone: 'rated without a comparison',
} as const;

/**
 * The quality of the data: clinicians, missing ratings, refused data, and the comparison of counters with the ledger.
 */
export function qualitySection({ audit, operations, show, showOperations }: Context): Html {
  const { rejects, imports, integrity, ledger } = operations;
  const { coverage, positionBias, missingCriteria } = audit.quality;
  const unscored = neverScored(audit);
  const missing = missingCriteria.filter(({ rated, ratedAnswers }) => rated < ratedAnswers);
  return section(
    'quality',
    'Data quality',
    table(
      'Answers shown and rated, by outcome',
      [
        { title: 'Answer' },
        { title: 'Shown', numeric: true },
        { title: 'Rated', numeric: true },
        { title: 'Completely', numeric: true },
        { title: 'Share rated', numeric: true },
      ],
      coverage.map((row) => [
        OUTCOMES[row.outcome],
        show(row, 'answers', (answers) => (answers === null ? 'unknown' : count(answers))),
        show(row, 'rated', count),
        show(row, 'complete', count),
        show(row, 'share', decimalPercent),
      ]),
    ),
    facts([
      [
        'Answer displayed first',
        audit.protocol.orderUnknown
          ? 'unknown: the data do not say which answer was displayed first'
          : html`won ${show(positionBias, 'rate', decimalPercent)} of ${show(positionBias, 'n', (n) => several(n, 'decided vote'))} (${show(positionBias, 'interval', percentInterval)}; 50% without position bias)`,
      ],
      [
        'Incomplete answers',
        html`${show(audit.quality, 'incompleteAnswers', count)} lack a safety-critical score, and count neither as safe nor as unsafe`,
      ],
      [
        'Criteria not always scored',
        missing.length === 0
          ? 'none'
          : listed(
              missing.map(
                (one) =>
                  html`${name(labelOf(audit, one.criterion))} (${show(one, 'rated', count)} of ${show(one, 'ratedAnswers', count)})`,
              ),
            ),
      ],
      ...scoringFacts(audit, show),
      ...(unscored === null ? [] : [['No composite', name(unscored)] as [string, Html]]),
      ...similarFacts(audit),
      ...aliasFacts(audit, show),
      ['Clinicians by country', countries({ audit, show })],
      ...ledgerFacts(audit, ledger),
      ...movingFact(operations, showOperations),
      ['Counters against ledger', `${integrity.status}: ${visible(integrity.explanation)}`],
      [
        'Messages refused',
        html`${showOperations(rejects, 'files', count)}${reasons(rejects.byReason)}${rejects.read < rejects.files ? ` (reasons of ${count(rejects.read)} of them)` : ''}`,
      ],
      [
        'Imports',
        html`${showOperations(imports, 'receipts', (receipts) => several(receipts, 'receipt'))}: ${showOperations(imports, 'finished', count)} finished, ${showOperations(imports, 'failed', count)} failed${reasons(imports.byReason)}`,
      ],
      ...imports.warnings.map((one): [string, Html] => [
        'Warnings of imports',
        html`${showOperations(one, 'count', (records) => several(records, ...unitOfNote(one.warning)))} ${visible(noteInWords(one.warning))}`,
      ]),
    ]),
  );
}

/** Names that may be one, as written, with the line of the protocol that joins them. Their results are divided. */
const similarFacts = ({ quality, protocol }: Snapshot): [string, Html][] =>
  (quality.similarNames ?? []).map(({ kind, names }) => {
    const line = visible(aliasesLine(kind === 'model' ? 'models' : 'specialties', names, protocol));
    return [
      kind === 'model' ? 'Models with similar names' : 'Specialties with similar names',
      html`${listed(names.map(name))}. They are counted apart. If they are one ${kind}, each part has fewer answers, and a no-go zone may be hidden. This line of the protocol counts them as one: <code>${line}</code>`,
    ];
  });

/** The aliases that joined counts, and the votes that thereby compare a model with itself. */
function aliasFacts({ quality: { aliases } }: Snapshot, show: Context['show']): [string, Html][] {
  if (!aliases) return [];
  const joined = aliases.applied.map(
    (one, at) =>
      html`${at === 0 ? '' : '; '}${listed(one.spellings.map(name))} as ${name(one.name)} (${one.kind})`,
  );
  const names: [string, Html] = ['Names counted as one', html`by aliases of the protocol: ${joined}`];
  if (aliases.selfComparisons === 0) return [names];
  const votes = html`${show(aliases, 'selfComparisons', (n) => several(n, 'vote'))} on two spellings of one model. They are in no ranking or other figure. Their ratings count as rated without a comparison.`;
  return [names, ['Models compared with themselves', votes]];
}

function movingFact({ cut }: Context['operations'], show: Context['showOperations']): [string, Html][] {
  if (cut?.status !== 'moving') return [];
  const what = html`those of ${show(cut, 'groups', (groups) => several(groups, 'group'))} of clinicians. In this snapshot, a judgment that was corrected during reading may count twice or not at all.`;
  return [['Counters read while they changed', what]];
}

const reasons = (list: readonly { reason: string; count: number }[]): string =>
  list.length === 0
    ? ''
    : `; refused: ${list.map((entry) => `${visible(entry.reason)} ${count(entry.count)}`).join(', ')}`;

/** Countries by number of clinicians. Countries with few clinicians are not named. */
function countries({ audit, show }: Pick<Context, 'audit' | 'show'>): Html {
  const { participation, protocol } = audit;
  const hidden = participation.suppressed;
  const named = listed(
    participation.countries.map((one) => html`${name(one.country)} ${show(one, 'clinicians', count)}`),
  );
  const rest = html`${show(participation, 'suppressed', (n) => several(n, 'country', 'countries'))} not named, to protect clinicians: the number is below ${show(protocol, 'suppressBelow', count)}, or would reveal such a number`;
  if (participation.countries.length === 0) return hidden === 0 ? html`not known` : rest;
  return hidden === 0 ? named : html`${named}; ${rest}`;
}

/** A difference of shares, with a minus sign if it is negative. */
const signedPercent = (difference: number): string => `${decimal(100 * difference, 1)}%`;

/** How far scores followed votes, and scores at 0 that are more frequent than their neighbours. */
function scoringFacts(audit: Snapshot, show: Context['show']): [string, Html][] {
  const { halo = [], heaping = [] } = audit.quality;
  const heaped = heaping.filter(({ zeroShare, neighbourShare }) => zeroShare > neighbourShare);
  return [
    ...(halo.length === 0
      ? []
      : [
          [
            'Halo index',
            html`${listed(
              halo.map(
                (one) =>
                  html`${name(labelOf(audit, one.criterion))} ${show(one, 'difference', signedPercent)} (${show(one, 'interval', (limits) => (limits ? limits.map(signedPercent).join(' to ') : 'unknown'))})`,
              ),
            )}: answers that lost failed more often than answers that won, within the same model and specialty. This is an upper limit of the influence of the vote on the scores`,
          ] as [string, Html],
        ]),
    ...(heaped.length === 0
      ? []
      : [
          [
            'Scores at 0',
            html`${listed(
              heaped.map(
                (one) =>
                  html`${show(one, 'zeroShare', decimalPercent)} on ${name(labelOf(audit, one.criterion))}, against ${show(one, 'neighbourShare', decimalPercent)} on average at −1 and +1`,
              ),
            )}. If clinicians gave 0 to answers that they did not judge, failure rates are too low. No figure is corrected`,
          ] as [string, Html],
        ]),
  ];
}
