import type { Receipt } from '../../../shared/contracts/index.ts';
import type { FirstReject } from '../../../shared/imports/index.ts';
import { count, noun, several } from '../../../shared/lib/index.ts';

type Counts = Pick<Receipt, 'rejected' | 'duplicate' | 'stale' | 'conflict'>;

/** The events of a file that changed no counter, by kind. Kinds without an event are left out, except rejects. */
export function uncountedText({ rejected, duplicate, stale, conflict }: Counts): string {
  return [
    `${count(rejected)} rejected`,
    ...(duplicate > 0 ? [several(duplicate, 'duplicate')] : []),
    ...(stale > 0 ? [`${count(stale)} stale, because a later revision counts`] : []),
    ...(conflict > 0 ? [`${count(conflict)} in conflict with another of the same id and revision`] : []),
  ].join(', ');
}

/** Whether events of the file are lost until somebody corrects them. Duplicates and stale events lose nothing. */
export const hasLosses = ({ status, rejected, conflict }: Receipt): boolean =>
  status === 'failed' || rejected > 0 || conflict > 0;

/** The number of rejects and of conflicts in words, over several files. Null if there are none. */
export function lossesText(receipts: readonly Pick<Receipt, 'rejected' | 'conflict'>[]): string | null {
  const rejected = receipts.reduce((sum, receipt) => sum + receipt.rejected, 0);
  const conflicts = receipts.reduce((sum, receipt) => sum + receipt.conflict, 0);
  const parts = [
    ...(rejected > 0 ? [`${several(rejected, 'event')} ${noun(rejected, 'was', 'were')} rejected`] : []),
    ...(conflicts > 0
      ? [
          `${several(conflicts, 'event')} ${noun(conflicts, 'contradicts', 'contradict')} another of the same id and revision`,
        ]
      : []),
  ];
  return parts.length === 0 ? null : parts.join(', and ');
}

/** The rejects of one reason in words, with the first of them. */
export const rejectsText = (reason: string, times: number, first: FirstReject | undefined): string =>
  `${count(times)} × ${reason}${first ? `; the first at line ${first.line}: ${first.message}` : ''}`;

/** The events of a file that are lost until somebody corrects them, by reason, with the first event of each. */
export function lossLines(
  { byReason, conflict }: Pick<Receipt, 'byReason' | 'conflict'>,
  firstOf: (reason: string) => FirstReject | undefined,
): string[] {
  const conflicts = conflict > 0 ? [{ reason: 'conflict', count: conflict }] : [];
  return [...byReason, ...conflicts].map((lost) =>
    rejectsText(lost.reason, lost.count, firstOf(lost.reason)),
  );
}
