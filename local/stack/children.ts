import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * Starts a program that must not outlive this process, with its standard streams as pipes.
 * It gets a process group of its own, so that Ctrl-C in a terminal reaches only this process and the stack
 * can be stopped in order; and it must end when its standard input closes, which happens however this process dies.
 */
export function spawnChild(command: string, parameters: string[], options: SpawnOptions = {}): ChildProcess {
  return spawn(command, parameters, {
    ...options,
    stdio: 'pipe',
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
}

/** Resolves with a readable account of how a process ended, also when it had ended before. */
export function ended(child: ChildProcess): Promise<string> {
  const account = () => (child.signalCode ? `signal ${child.signalCode}` : `exit code ${child.exitCode}`);
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(account());
  return new Promise((resolve) => {
    child.once('exit', () => resolve(account()));
    child.once('error', (error) => resolve(error.message));
  });
}

/** Characters of standard error that are kept to explain why a program did not start. */
const MAX_COMPLAINT = 2000;

/**
 * Waits until a program that just started prints a line that matches, and reads on so that its pipes never fill up.
 * @returns the match, or all that the program printed to standard error if it ended without one
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
        else if (stream === child.stderr) complaint = `${complaint}${line}\n`.slice(0, MAX_COMPLAINT);
      });
    child.once('error', (error) => resolve({ complaint: error.message }));
    // Not `exit`, which may come before the last lines.
    child.once('close', () => resolve({ complaint }));
  });
}

/** Kills one process by its id and waits until it is gone. */
export async function kill(child: ChildProcess): Promise<void> {
  const gone = ended(child);
  child.kill('SIGKILL');
  await gone;
}

/** How long a process may take to end in order before it is killed. */
const GRACE_MILLISECONDS = 3000;

/** Closes a process's standard input, at which it ends in order, or else kills it after a grace; waits until it is gone. */
export async function end(child: ChildProcess): Promise<void> {
  const gone = ended(child);
  child.stdin?.end();
  const impatience = setTimeout(() => child.kill('SIGKILL'), GRACE_MILLISECONDS);
  await gone;
  clearTimeout(impatience);
}
