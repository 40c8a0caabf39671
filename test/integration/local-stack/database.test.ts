import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { engineName, startDynamoDb } from '../../../cli/local-stack/dynamodb.ts';
import { findBinary } from '../../../cli/local-stack/dynoxide.ts';
import packageJson from '../../../package.json' with { type: 'json' };
import { PRESENT_ENGINES, skipAbsentEngines } from '../../support/engines.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { until } from '../../support/until.ts';
import { childrenOf, isAlive, LOOPBACK_ADDRESSES, listeningAddresses } from './processes.ts';

const lineOf = (rejected: Promise<unknown>): Promise<string> =>
  rejected.then(
    () => 'no error',
    (error: Error) => `${error.name}: ${error.message}`,
  );

describe('the selected engine', () => {
  test('is dynoxide on linux x64, which has a binary', () =>
    expect(engineName({}, { platform: 'linux', arch: 'x64' })).toBe('dynoxide'));

  test.each([
    ['linux', 'arm64'],
    ['darwin', 'arm64'],
    ['win32', 'x64'],
  ])('is DynamoDB Local on %s %s', (platform, arch) =>
    expect(engineName({}, { platform, arch })).toBe('dynamodb-local'),
  );

  test('is the one that PRIMUM_DATABASE names', () => {
    const machine = { platform: 'linux', arch: 'x64' };
    expect(engineName({ PRIMUM_DATABASE: 'dynamodb-local' }, machine)).toBe('dynamodb-local');
    expect(engineName({ PRIMUM_DATABASE: '' }, machine)).toBe('dynoxide');
    expect(() => engineName({ PRIMUM_DATABASE: 'toString' }, machine)).toThrow(
      'PRIMUM_DATABASE is "toString", which is not a local database',
    );
  });
});

describe('a missing or broken binary of dynoxide', () => {
  const folder = temporaryFolder();
  /** A module next to a copy of the package of dynoxide. An undefined parameter leaves out this part. */
  function moduleBeside(name: string, version?: string, mode?: number): string {
    const own = join(folder, name);
    const dynoxide = join(own, 'node_modules/@dynoxide/linux-x64');
    mkdirSync(dynoxide, { recursive: true });
    if (version !== undefined)
      writeFileSync(join(dynoxide, 'package.json'), JSON.stringify({ name: '@dynoxide/linux-x64', version }));
    if (mode !== undefined) {
      writeFileSync(join(dynoxide, 'dynoxide'), '#!/bin/sh\n');
      chmodSync(join(dynoxide, 'dynoxide'), mode);
    }
    return join(own, 'module.js');
  }
  const pinned = packageJson.optionalDependencies['@dynoxide/linux-x64'];
  const machine = { platform: 'linux', arch: 'x64' };

  test.each([
    [
      'gives an error with the remedy if npm did not install it',
      undefined,
      undefined,
      /is not installed .*run npm ci without --omit=optional/,
    ],
    [
      'gives an error with the remedy if it has another version',
      '1.0.0',
      0o755,
      /is version 1\.0\.0, .*tested with .*run npm ci/,
    ],
    [
      'gives an error with the remedy if the file is missing',
      pinned,
      undefined,
      /cannot be run \(ENOENT: .*npm ci/,
    ],
    [
      'gives an error with the remedy if the file is not executable',
      pinned,
      0o644,
      /cannot be run \(EACCES: .*npm ci/,
    ],
  ])('%s', async (name, version, mode, words) => {
    const line = await lineOf(findBinary(moduleBeside(name, version, mode), machine));
    expect(line).toMatch(words);
    expect(line).toMatch(/^LocalStackError: .*or set PRIMUM_DATABASE=dynamodb-local, which needs Java\.$/);
  });

  test('gives an error with the remedy if there is none for the platform', async () => {
    const line = await lineOf(findBinary(import.meta.url, { platform: 'darwin', arch: 'arm64' }));
    expect(line).toMatch(/exists for linux x64, not for darwin arm64: unset PRIMUM_DATABASE/);
  });

  test('gives no error if the pinned version is executable', async () =>
    expect(await findBinary(moduleBeside('whole', pinned, 0o755), machine)).toMatch(/linux-x64\/dynoxide$/));
});

skipAbsentEngines();

describe.each(PRESENT_ENGINES)('a server of $engine.label', ({ name, engine }) => {
  test('listens on loopback only, and ends when it is stopped once or twice', async () => {
    const server = await startDynamoDb({ engine });
    const family = [server.pid, ...childrenOf(server.pid)];
    const addresses = family.flatMap(listeningAddresses);
    expect(addresses).toHaveLength(1);
    expect(LOOPBACK_ADDRESSES).toContain(addresses[0]);
    await Promise.all([server.stop(), server.stop()]);
    expect(family.filter(isAlive)).toEqual([]);
    await expect(fetch(server.endpoint)).rejects.toThrow();
  });

  test('names the port in the error if the port is taken', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => blocker.once('listening', resolve));
    const { port } = blocker.address() as { port: number };
    expect(await lineOf(startDynamoDb({ engine, port }))).toContain(
      `Port ${port}, requested for ${engine.label}, is already in use`,
    );
    blocker.close();
  });

  test('leaves no process after it is killed from outside', async () => {
    const server = await startDynamoDb({ engine });
    const family = [server.pid, ...childrenOf(server.pid)];
    process.kill(server.pid, 'SIGKILL');
    await server.stop();
    expect(family.filter(isAlive)).toEqual([]);
  });

  test('ends if its parent is killed without warning', async () => {
    const module = join(import.meta.dirname, '../../../cli/local-stack/dynamodb.ts');
    const program = `
      const { ENGINES, startDynamoDb } = await import(${JSON.stringify(module)});
      const { pid } = await startDynamoDb({ engine: ENGINES[${JSON.stringify(name)}] });
      console.log(pid);
      setInterval(() => {}, 1000);
    `;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pid = await new Promise<number>((resolve, reject) => {
      parent.stdout.once('data', (line: Buffer) => resolve(Number(line.toString())));
      parent.once('exit', (code) => reject(new Error(`ended with ${code}`)));
    });
    const family = [pid, ...childrenOf(pid)];
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await until('the database to end', () => !family.some(isAlive));
  });
});
