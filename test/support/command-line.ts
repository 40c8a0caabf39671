import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const PRIMUM = join(import.meta.dirname, '../../local/primum.mjs');

export interface CommandOptions {
  readonly cwd?: string;
  /** Replaces the environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** For Node itself. */
  readonly nodeOptions?: readonly string[];
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a `primum` command as a user would, in a process of its own. */
export const startPrimum = (parameters: readonly string[], options: CommandOptions = {}): ChildProcess =>
  spawn(process.execPath, [...(options.nodeOptions ?? []), PRIMUM, ...parameters], {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** Runs a `primum` command to its end. */
export async function primum(parameters: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  const child = startPrimum(parameters, options);
  const [code, stdout, stderr] = await Promise.all([
    new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve)),
    text(child.stdout!),
    text(child.stderr!),
  ]);
  return { code, stdout, stderr };
}
