/**
 * An obstacle that the user can remove, on this machine or in the command. The message is one line with the cause and
 * the remedy. Show it without a stack trace.
 */
export class LocalStackError extends Error {
  override name = 'LocalStackError';
}

/** The error for a program that ended before it was ready. It quotes the first line that the program printed. */
export const didNotStart = (program: string, complaint: string): LocalStackError =>
  new LocalStackError(`${program} did not start: ${complaint.trim().split('\n')[0] || 'no reason given'}`);
