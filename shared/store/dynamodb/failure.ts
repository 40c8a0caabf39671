import type { CommitResult } from '../port.ts';

/** What the SDK throws, as far as we look into it. */
interface Thrown {
  readonly name?: string;
  readonly message?: string;
}

/** Why the store refuses an item for good, in our words: those of the store may quote the item. */
export const refusalOf = (code: string, message = ''): string =>
  /size/i.test(message) ? `${code}: the item or its key is too large` : code;

/** A failure of a request as a whole: what to do about it depends on no single item. */
export type Failure = Extract<CommitResult, { status: 'conflict' | 'busy' | 'invalid' }>;

/**
 * Reads what a request threw. Only what the store says it will never take is invalid. All else may pass:
 * throttling, server errors, a transaction still in progress, a lost connection, but also a missing permission,
 * which somebody will mend: the message waits for it.
 */
export function failureOf(error: unknown): Failure {
  const { name, message } = error as Thrown;
  if (name === 'TransactionConflictException') return { status: 'conflict' };
  if (name === 'ValidationException') return { status: 'invalid', message: refusalOf(name, message) };
  return { status: 'busy', error };
}
