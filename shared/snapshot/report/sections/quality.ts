import type { Snapshot } from '../../../contracts/snapshot.ts';
import type { Operations } from '../../operations.ts';
import { count, percent, percentInterval, several, visible } from '../format.ts';
import { facts, type Html, html, name, section, table } from '../html.ts';
import { labelOf } from '../lookup.ts';
import { ledgerFacts } from './ledger.ts';

const OUTCOMES = {
  won: 'won its comparison',
  lost: 'lost its comparison',
  tied: 'tied',
  bothBad: 'one of two bad answers',
  alone: 'rated without a comparison',
} as const;

/** How far the data carry: who was rated, what is missing, what was refused, and whether the books balance. */
export function qualitySection(audit: Snapshot, { rejects, imports, integrity, ledger }: Operations): Html {
  const { coverage, positionBias, missingCriteria, incompleteAnswers } = audit.quality;
  const missing = missingCriteria.filter(({ rated, ratedAnswers }) => rated < ratedAnswers);
  return section(
    'quality',
    'Data quality',
    table(
      'Answers shown and rated, by what became of them',
      [
        { title: 'Answer' },
        { title: 'Shown', numeric: true },
        { title: 'Rated', numeric: true },
        { title: 'Completely', numeric: true },
        { title: 'Share rated', numeric: true },
      ],
      coverage.map((row) => [
        OUTCOMES[row.outcome],
        row.answers === null ? 'unknown' : count(row.answers),
        count(row.rated),
        count(row.complete),
        percent(row.share),
      ]),
    ),
    facts([
      [
        'Answer displayed first',
        html`won ${percent(positionBias.rate)} of ${several(positionBias.n, 'decided vote')} (${percentInterval(positionBias.interval)}; 50% without position bias)`,
      ],
      ['Incomplete answers', `${count(incompleteAnswers)} lack a safety-critical score, and so a composite`],
      [
        'Criteria not always scored',
        missing.length === 0
          ? 'none'
          : html`${missing.map(
              ({ criterion, rated, ratedAnswers }, index) =>
                html`${index > 0 ? ', ' : ''}${name(labelOf(audit, criterion))} (${percent(rated / ratedAnswers)})`,
            )}`,
      ],
      ...ledgerFacts(audit, ledger),
      ['Counters against ledger', `${integrity.status}: ${visible(integrity.explanation)}`],
      [
        'Messages refused',
        `${count(rejects.files)}${reasons(rejects.byReason)}${rejects.read < rejects.files ? ` (reasons of ${count(rejects.read)} of them)` : ''}`,
      ],
      [
        'Imports',
        `${several(imports.receipts, 'receipt')}: ${count(imports.finished)} finished, ${count(imports.failed)} failed${reasons(imports.byReason)}`,
      ],
    ]),
  );
}

const reasons = (list: readonly { reason: string; count: number }[]): string =>
  list.length === 0
    ? ''
    : `; refused: ${list.map((entry) => `${visible(entry.reason)} ${count(entry.count)}`).join(', ')}`;
