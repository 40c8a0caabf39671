import { fork } from 'node:child_process';

/**
 * Runs a script of its own process and returns the message that it sends: its memory and time are then its own. What
 * it prints is of no interest, except to stderr.
 * @throws where the child does not end well
 */
export function inChild<T>(
  script: string,
  parameters: readonly string[],
  execArgv: string[] = [],
): Promise<T> {
  return new Promise((resolve, reject) => {
    const child = fork(script, [...parameters], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv,
    });
    const killed = () => child.kill('SIGKILL');
    process.once('exit', killed);
    let report: T | null = null;
    child.on('message', (message) => {
      report = message as T;
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      process.off('exit', killed);
      if (code === 0 && report) resolve(report);
      else reject(new Error(`the audit ended with ${signal ?? `exit code ${code}`}`));
    });
  });
}
