import { type CancellationReason, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { ledgerId } from '../plan.ts';
import type { CommitResult, JudgmentKey, LedgerEntry, Transaction } from '../port.ts';
import { failureOf, refusalOf } from './failure.ts';
import type { Item } from './items.ts';

/** The reason if another transaction is writing the item. */
const CONFLICT = 'TransactionConflict';
const CONDITION = 'ConditionalCheckFailed';
const NEVER: ReadonlySet<string> = new Set(['ValidationError', 'ItemCollectionSizeLimitExceeded']);

/**
 * Reads why a transaction failed. A cancellation has one reason per action, in the order of the actions: the judgments,
 * then the cells, then the import. If there are several reasons, the first of this list decides: a superseded import, an
 * action that the store will never accept, a judgment that has changed, a conflict. All others mean a busy store.
 */
export function readCancellation(
  error: unknown,
  transaction: Transaction,
  decode: (item: Item) => LedgerEntry,
): Exclude<CommitResult, { status: 'committed' }> {
  if (!(error instanceof TransactionCanceledException)) return failureOf(error);
  const reasons = error.CancellationReasons ?? [];
  const { judgments, cells } = transaction;
  if (transaction.import && reasons[judgments.length + cells.length]?.Code === CONDITION)
    return { status: 'superseded' };
  const never = reasons.find(({ Code }) => Code !== undefined && NEVER.has(Code));
  if (never) return { status: 'invalid', message: refusalOf(never.Code ?? 'not valid', never.Message) };
  const current = staleAmong(judgments, reasons, decode);
  if (current.size > 0) return { status: 'stale', current };
  if (reasons.some(({ Code }) => Code === CONFLICT)) return { status: 'conflict' };
  return { status: 'busy', error };
}

function staleAmong(
  judgments: readonly JudgmentKey[],
  reasons: readonly CancellationReason[],
  decode: (item: Item) => LedgerEntry,
): Map<string, LedgerEntry | null> {
  const current = new Map<string, LedgerEntry | null>();
  for (const [index, key] of judgments.entries()) {
    const reason = reasons[index];
    if (reason?.Code === CONDITION) current.set(ledgerId(key), reason.Item ? decode(reason.Item) : null);
  }
  return current;
}
