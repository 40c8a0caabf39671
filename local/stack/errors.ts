/**
 * Something on this machine or in the command stands in the way, and the user can remove it.
 * The message is one line that says what was found and what to do: show it without a stack trace.
 */
export class LocalStackError extends Error {
  override name = 'LocalStackError';
}
