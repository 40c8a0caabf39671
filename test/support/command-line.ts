import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { within } from './until.ts';

const PRIMUM = join(import.meta.dirname, '../../cli/primum.mjs');

export interface CommandOptions {
  readonly cwd?: string;
  /** The environment, in place of the one of this process. */
  readonly env?: NodeJS.ProcessEnv;
  /** Options of Node itself. */
  readonly nodeOptions?: readonly string[];
}

/** A command in its own process. */
export interface Started {
  readonly child: ChildProcess;
  /** The output so far. */
  readonly printed: { readonly stdout: string; readonly stderr: string };
  /** The exit code, or null if a signal ended the process. Rejects if the process cannot start. */
  readonly ended: Promise<number | null>;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a `primum` command in the way a user does. */
export const startPrimum = (parameters: readonly string[], options: CommandOptions = {}): Started =>
  start([PRIMUM, ...parameters], options);

function start(words: readonly string[], options: CommandOptions): Started {
  const child = spawn(process.execPath, [...(options.nodeOptions ?? []), ...words], {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      printed[stream] += text;
    });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  return { child, printed, ended };
}

/**
 * Runs a `primum` command to its end. If the command does not end, it is killed, and the error contains its output.
 */
export const primum = (parameters: readonly string[], options: CommandOptions = {}): Promise<Ended> =>
  finish(`primum ${parameters.join(' ')}`, startPrimum(parameters, options));

/** Runs another program of the tree to its end, as {@link primum} does. The first word is the path of the program. */
export const runProgram = (words: readonly string[]): Promise<Ended> =>
  finish(`node ${words.join(' ')}`, start(words, {}));

async function finish(command: string, { child, printed, ended }: Started): Promise<Ended> {
  try {
    const code = await within(`\`${command}\` to end`, ended, () => printed);
    return { code, ...printed };
  } finally {
    child.kill('SIGKILL');
  }
}
