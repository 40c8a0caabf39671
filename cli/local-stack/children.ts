import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * Starts a program that must not outlive this process. Its standard streams are pipes.
 *
 * The program gets its own process group. Ctrl-C in a terminal then reaches only this process, which stops the stack
 * in order. The program must end when its standard input closes, because that happens in every kind of death of this
 * process.
 */
export function spawnChild(command: string, parameters: string[], options: SpawnOptions = {}): ChildProcess {
  return spawn(command, parameters, {
    ...options,
    stdio: 'pipe',
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
}

/** Resolves with a description of how a process ended. The process may have ended before the call. */
export function ended(child: ChildProcess): Promise<string> {
  const account = () => (child.signalCode ? `signal ${child.signalCode}` : `exit code ${child.exitCode}`);
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(account());
  return new Promise((resolve) => {
    child.once('exit', () => resolve(account()));
    child.once('error', (error) => resolve(error.message));
  });
}

/** Characters of standard error that are kept to explain why a program did not start. */
const MAX_ERROR_CHARACTERS = 2000;

/**
 * Waits until a program prints a line that matches. It continues to read after the match, so that the pipes never
 * fill.
 * @returns the match, or the standard error of the program if it ended without a match
 */
export function untilPrinted(
  child: ChildProcess,
  pattern: RegExp,
): Promise<{ match: RegExpExecArray } | { complaint: string }> {
  let complaint = '';
  return new Promise((resolve) => {
    for (const stream of [child.stdout!, child.stderr!])
      createInterface({ input: stream }).on('line', (line) => {
        const match = pattern.exec(line);
        if (match) resolve({ match });
        else if (stream === child.stderr) complaint = `${complaint}${line}\n`.slice(0, MAX_ERROR_CHARACTERS);
      });
    child.once('error', (error) => resolve({ complaint: error.message }));
    // The event `exit` may come before the last lines, so this waits for `close`.
    child.once('close', () => resolve({ complaint }));
  });
}

/** Kills one process by its id and waits until it has ended. */
export async function kill(child: ChildProcess): Promise<void> {
  const gone = ended(child);
  child.kill('SIGKILL');
  await gone;
}

/** Time for a process to end in order before it is killed. */
const GRACE_MS = 3000;

/**
 * Closes the standard input of a process, so that the process ends in order. Kills it after a grace period, and waits
 * until it has ended.
 */
export async function end(child: ChildProcess): Promise<void> {
  const gone = ended(child);
  child.stdin?.end();
  const impatience = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  await gone;
  clearTimeout(impatience);
}
