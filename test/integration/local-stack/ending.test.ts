import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startStack } from '../../../cli/local-stack/index.ts';
import { PRESENT_ENGINES, skipAbsentEngines } from '../../support/engines.ts';
import { until, within } from '../../support/until.ts';
import { type Assembly, writeAssembly } from './fixture.ts';
import { childrenOf, isAlive } from './processes.ts';

const STACK = join(import.meta.dirname, '../../../cli/local-stack');

let assembly: Assembly;
beforeEach(() => {
  assembly = writeAssembly();
});
afterEach(() => assembly.remove());

skipAbsentEngines();

/** A separate program that runs a stack with one warm function, and prints a line when the stack is ready. */
async function startElsewhere(): Promise<ChildProcess> {
  const program = `
    const { startStack } = await import(${JSON.stringify(join(STACK, 'index.ts'))});
    const stack = await startStack({ assembly: ${JSON.stringify(assembly.directory)} });
    await stack.invoke('Record', {});
    console.log('up');
    setInterval(() => {}, 1000);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const up = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout! }).once('line', () => resolve());
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
  });
  await within('the program to say that its stack is up', up, () => ({ children: childrenOf(child.pid!) }));
  return child;
}

describe.each(PRESENT_ENGINES)('a stack on $engine.label', ({ name }) => {
  beforeEach(() => {
    vi.stubEnv('PRIMUM_DATABASE', name);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test('leaves no process after it is stopped once or several times, even while a function runs', async () => {
    const before = childrenOf(process.pid);
    const stack = await startStack({ assembly: assembly.directory });
    const cut = stack.invoke('Patient', { ask: 'hang' }).catch((error: Error) => error.message);
    const isBusy = (processes: ReturnType<typeof stack.processes>) => processes.some(({ busy }) => busy);
    await until('the function to work', () => stack.processes(), isBusy);
    const started = childrenOf(process.pid).filter((pid) => !before.includes(pid));
    expect(started).toHaveLength(2);
    await Promise.all([stack.stop(), stack.stop()]);
    await stack.stop();
    expect(started.filter(isAlive)).toEqual([]);
    expect(await cut).toContain('signal SIGKILL');
    await expect(fetch(stack.endpoints.s3)).rejects.toThrow();
    await expect(stack.invoke('Record', {})).rejects.toThrow('has stopped');
    await expect(stack.drained()).rejects.toThrow('has stopped');
  });

  test('leaves no process after a failed start, such as with a port that is taken', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => blocker.once('listening', resolve));
    const { port } = blocker.address() as { port: number };
    const before = childrenOf(process.pid);
    const ports = { emulator: port };
    await expect(startStack({ assembly: assembly.directory, ports })).rejects.toThrow(
      `Port ${port}, requested for`,
    );
    expect(childrenOf(process.pid)).toEqual(before);
    blocker.close();
  });

  test('leaves no process after its database ended by itself, and reports this end', async () => {
    const before = childrenOf(process.pid);
    const stack = await startStack({ assembly: assembly.directory });
    const [database] = childrenOf(process.pid).filter((pid) => !before.includes(pid));
    process.kill(database!, 'SIGKILL');
    const reason = await within('the stack to report its loss', stack.lost, () => ({ database }));
    expect(reason.message).toBe(
      'The local database ended with signal SIGKILL, and its tables are lost: start again.',
    );
    await stack.stop();
    expect(childrenOf(process.pid)).toEqual(before);
  });

  test('leaves no process after its program is killed without warning', async () => {
    const program = await startElsewhere();
    const children = childrenOf(program.pid ?? 0);
    expect(children).toHaveLength(2);
    const started = [...children, ...children.flatMap(childrenOf)];
    program.kill('SIGKILL');
    await until(
      'the processes that it started to end',
      () => started.filter(isAlive),
      (left) => left.length === 0,
    );
  });
});

test('a start of DynamoDB Local without Java leaves no process and gives one error line', async () => {
  vi.stubEnv('PRIMUM_DATABASE', 'dynamodb-local');
  vi.stubEnv('JAVA_HOME', '/nowhere');
  const before = childrenOf(process.pid);
  const started = startStack({ assembly: assembly.directory });
  await expect(started).rejects.toThrow(
    /^DynamoDB Local needs Java 17 or newer, but there is no Java on JAVA_HOME/,
  );
  expect(childrenOf(process.pid)).toEqual(before);
  vi.unstubAllEnvs();
});

test('the compiled launcher of DynamoDB Local belongs to its current source', () => {
  const java = join(STACK, 'java');
  const source = readFileSync(join(java, 'LoopbackDynamoDb.java'));
  const recorded = readFileSync(join(java, 'LoopbackDynamoDb.class.source-sha256'), 'utf8').trim();
  expect(createHash('sha256').update(source).digest('hex')).toBe(recorded);
});
