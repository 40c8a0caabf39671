import { countReasons } from '../operations/reasons.ts';
import type { OperationalStatus } from '../publish.ts';
import { toStep } from './coarse.ts';

/**
 * The public part of `operations.json`: the numbers of refused messages and rows by reason, in steps. Measures of single
 * judgments, differences of counters and exact numbers of judgments are internal.
 */
export function publicOperations(
  { rejects, imports, integrity }: OperationalStatus,
  step: number,
): OperationalStatus {
  const byReason = (reasons: OperationalStatus['rejects']['byReason']) =>
    countReasons(reasons.map(({ reason, count }) => ({ reason, count: toStep(count, step) }))).filter(
      // A reason without a number would still show that one clinician's event had it.
      ({ count }) => count > 0,
    );
  return {
    rejects: {
      files: toStep(rejects.files, step),
      read: toStep(rejects.read, step),
      byReason: byReason(rejects.byReason),
    },
    imports: {
      // A file may be that of one clinician.
      receipts: toStep(imports.receipts, step),
      read: toStep(imports.read, step),
      finished: toStep(imports.finished, step),
      failed: toStep(imports.failed, step),
      totals: imports.totals.map(({ what, count }) => ({ what, count: toStep(count, step) })),
      byReason: byReason(imports.byReason),
      // Warnings quote names of columns of files.
      warnings: [],
    },
    integrity: { status: integrity.status, explanation: INTEGRITY[integrity.status], differences: [] },
    ledger: {
      status: 'not computed',
      explanation: 'The public edition shows no measures of single judgments.',
      ...{ concentration: null, firstRank: null, voteStuffing: null, agreement: [] },
    },
  };
}

const INTEGRITY: Readonly<Record<OperationalStatus['integrity']['status'], string>> = {
  checked: 'The counters are the sum of the judgments in the ledger.',
  differs: 'Some counters differ from the ledger.',
  inconclusive: 'No difference was found, but some groups of clinicians could not be compared.',
  'not checked': 'The counters have not been compared with the ledger yet.',
};
