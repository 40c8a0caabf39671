import { fork } from 'node:child_process';

/**
 * Runs a script in a separate process, so that memory and time are measured for this script alone.
 * Returns the message that the script sends. The stdout of the script is discarded, and its stderr is shown.
 * @throws if the child fails
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
