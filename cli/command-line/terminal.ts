import { count } from '../../shared/lib/index.ts';
import { beginStep, type Step } from './progress.ts';
import { plain } from './text.ts';

export { CommandError, EXIT, usageError } from './errors.ts';
export type { Step } from './progress.ts';
export { plain, plainLines } from './text.ts';
export { count };

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
