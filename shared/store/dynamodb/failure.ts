import type { CommitResult } from '../port.ts';

/** What the SDK throws, as far as we look into it. */
interface Thrown {
  readonly name?: string;
  readonly message?: string;
}

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
  if (name === 'ValidationException') return { status: 'invalid', message: message ?? name };
  return { status: 'busy', error };
}
