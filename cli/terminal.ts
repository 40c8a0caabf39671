import { beginStep, type Step } from './progress.ts';
import { count, plain } from './text.ts';

export { beginStep, type Step } from './progress.ts';
export { count, plain, plainLines } from './text.ts';

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

/** Runs a step, and marks it failed if it throws. */
export async function step<T>(title: string, work: (step: Step) => Promise<[T, string]>): Promise<T> {
  const running = beginStep(title);
  try {
    const [value, result] = await work(running);
    running.done(result);
    return value;
  } catch (error) {
    running.fail();
    throw error;
  }
}

const MAX_SHOWN_FAULTS = 20;

/** Prints the first faults, one per line, and the number of further ones. */
export function printFaults(faults: readonly string[]): void {
  for (const fault of faults.slice(0, MAX_SHOWN_FAULTS)) console.error(`  ${plain(fault)}`);
  if (faults.length > MAX_SHOWN_FAULTS)
    console.error(`  … and ${count(faults.length - MAX_SHOWN_FAULTS)} more`);
}
