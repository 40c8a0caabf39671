/**
 * Something on this machine or in the command stands in the way, and the user can remove it.
 * The message is one line that says what was found and what to do: show it without a stack trace.
 */
export class LocalStackError extends Error {
  override name = 'LocalStackError';
}

/** The line for a program that ended before it was up: the first of what it printed. */
export const didNotStart = (program: string, complaint: string): LocalStackError =>
  new LocalStackError(`${program} did not start: ${complaint.trim().split('\n')[0] || 'no reason given'}`);
