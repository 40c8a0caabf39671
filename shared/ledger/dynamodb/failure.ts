import type { CommitResult } from '../port.ts';

/** The fields that we read of an error of the SDK. */
interface Thrown {
  readonly name?: string;
  readonly message?: string;
}

/** The reason why the store will never accept an item. It has our own words, because the store's message may quote the item. */
export const refusalOf = (code: string, message = ''): string =>
  /size/i.test(message) ? `${code}: the item or its key is too large` : code;

/** A failure of a whole request, which does not depend on a single item. */
export type Failure = Extract<CommitResult, { status: 'conflict' | 'busy' | 'invalid' }>;

/**
 * Reads the error of a request. Only an error that the store will never accept the request is invalid. All other errors
 * may pass: throttling, server errors, a transaction in progress, a lost connection, and a missing permission. An
 * operator will correct the permission, and the message waits for it.
 */
export function failureOf(error: unknown): Failure {
  const { name, message } = error as Thrown;
  if (name === 'TransactionConflictException') return { status: 'conflict' };
  if (name === 'ValidationException') return { status: 'invalid', message: refusalOf(name, message) };
  return { status: 'busy', error };
}
