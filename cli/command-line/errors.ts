/** Exit codes of all commands. */
export const EXIT = { done: 0, failed: 1, usedWrongly: 2, doneWithRejects: 3 } as const;

/** A failure that is reported in one line, without a stack trace. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;
  constructor(message: string, exitCode: number = EXIT.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}

export const usageError = (message: string): CommandError => new CommandError(message, EXIT.usedWrongly);
