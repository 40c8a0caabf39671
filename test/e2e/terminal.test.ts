import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { childrenOf, isAlive } from '../integration/local-stack/processes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

const folder = temporaryFolder();
const PRIMUM = join(import.meta.dirname, '../../cli/primum.mjs');
const hasScript = spawnSync('script', ['--version']).status === 0;

interface InTerminal {
  /** The process of the command. */
  pid(): number | undefined;
  readonly ended: Promise<number | null>;
  shown(): string;
}

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/**
 * Runs a `primum` command in a terminal with the given number of columns. `script` ends with the exit code of the
 * command.
 */
function inTerminal(
  columns: number,
  parameters: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): InTerminal {
  const words = [process.execPath, PRIMUM, ...parameters].map((word) => `'${word}'`).join(' ');
  const { CI: _, NO_COLOR: __, FORCE_COLOR: ___, ...inherited } = process.env;
  const child = spawn('script', ['-qec', `stty cols ${columns}; exec ${words}`, '/dev/null'], {
    cwd: folder,
    env: { ...inherited, TERM: 'xterm', ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  started.push(child);
  let shown = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      shown += chunk.toString();
    });
  return {
    pid: () => childrenOf(child.pid!)[0],
    ended: new Promise((resolve) => child.once('close', resolve)),
    shown: () => shown,
  };
}

describe.skipIf(!hasScript)('in a pseudo-terminal (needs the program `script`)', () => {
  test('a stack ends on SIGTERM during its start and leaves no process if the terminal has 0 columns', async () => {
    const temporary = join(folder, 'temporary');
    mkdirSync(temporary);
    const { pid, ended, shown } = inTerminal(0, ['local', '--out', join(folder, 'outputs.json')], {
      TMPDIR: temporary,
    });
    await until('the command to make its folder', () => readdirSync(temporary).length > 0);
    const command = pid()!;
    process.kill(command, 'SIGTERM');
    expect(await ended, shown()).toBe(0);
    expect(shown()).toContain('nothing is left running');
    expect(shown()).not.toContain('Starting the local stack');
    expect(isAlive(command)).toBe(false);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('a command ends if its step fails', async () => {
    mkdirSync(join(folder, 'made-up/events.jsonl'), { recursive: true });
    const { ended, shown } = inTerminal(80, ['generate', 'made-up', '--votes', '10']);
    expect(await ended, shown()).toBe(1);
    expect(shown()).toContain('✖');
  });

  test('NO_COLOR removes all colours, and FORCE_COLOR adds none to tables', async () => {
    const generate = ['generate', 'coloured', '--votes', '50', '--format', 'csv'];
    const plain = inTerminal(80, generate, { NO_COLOR: '1' });
    expect(await plain.ended).toBe(0);
    expect(plain.shown()).not.toContain('\x1b[3');
    const audit = ['audit', 'coloured/votes.csv', '--out', 'coloured', '--study', 'coloured'];
    const forced = inTerminal(0, audit, { FORCE_COLOR: '1' });
    expect(await forced.ended, forced.shown()).toBe(0);
    const escapes = forced
      .shown()
      .split('\x1b')
      .slice(1)
      .map((text) => text.slice(0, 4));
    expect(new Set(escapes)).toEqual(new Set(['[32m', '[39m']));
  });
});
