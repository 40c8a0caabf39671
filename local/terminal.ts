import ora from 'ora';

/** Exit codes of every command. */
export const EXIT = { done: 0, failed: 1, usedWrongly: 2, doneWithRejects: 3 } as const;

/** A mistake or misfortune that is told in one line, without a stack trace. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;
  constructor(message: string, exitCode: number = EXIT.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}

export const usageError = (message: string): CommandError => new CommandError(message, EXIT.usedWrongly);

export interface Step {
  /** Shows how far the step is. `total` is absent where it is not known. */
  at(done: number, total?: number, note?: string): void;
  /** Ends the step with what came of it. */
  done(result: string): void;
}

const LINE_EVERY_MS = 5_000;

/** Shows a step of long work: a moving line in a terminal, a line every few seconds in a log. */
export function beginStep(title: string): Step {
  const began = performance.now();
  const interactive = process.stderr.isTTY === true;
  const spinner = ora({ text: title, isSilent: !interactive, discardStdin: false }).start();
  let lastLine = began;
  const seconds = () => `${((performance.now() - began) / 1000).toFixed(1)} s`;
  return {
    at(done, total, note = '') {
      const share = total ? ` of ${count(total)} (${Math.floor((100 * done) / total)} %)` : '';
      const text = `${title}: ${count(done)}${share}${note && `, ${note}`}`;
      if (interactive) spinner.text = text;
      else if (performance.now() - lastLine > LINE_EVERY_MS) {
        lastLine = performance.now();
        console.error(`  ${text}`);
      }
    },
    done(result) {
      const text = `${title}: ${result} (${seconds()})`;
      if (interactive) spinner.succeed(text);
      else console.error(`✔ ${text}`);
    },
  };
}

/** Runs a step, and marks it failed where it throws. */
export async function step<T>(title: string, work: (step: Step) => Promise<[T, string]>): Promise<T> {
  const running = beginStep(title);
  try {
    const [value, result] = await work(running);
    running.done(result);
    return value;
  } catch (error) {
    console.error(`✖ ${title}`);
    throw error;
  }
}

const FAULTS_SHOWN = 20;

/** Tells the first of what went wrong, a line each, and how many more there are. */
export function tellFaults(faults: readonly string[]): void {
  for (const fault of faults.slice(0, FAULTS_SHOWN)) console.error(`  ${fault}`);
  if (faults.length > FAULTS_SHOWN) console.error(`  … and ${count(faults.length - FAULTS_SHOWN)} more`);
}

/** A whole number with thin groups: 18,685. */
export const count = (value: number): string => value.toLocaleString('en-US');

/** Text from outside for a terminal: what could move the cursor or turn the writing is made visible. */
export const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');
