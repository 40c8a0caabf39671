import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { keptSecret, offlineSecret, secretPath } from '../../../cli/files/secret.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();
const isUnix = process.platform !== 'win32';

afterEach(() => vi.unstubAllEnvs());

describe('the secret of offline audits', () => {
  test('is random, is created once, and only its user may read it', async () => {
    const paths = ['one', 'two'].map((user) => join(folder, user, 'primum', 'offline-secret'));
    const [first, second] = await Promise.all(paths.map(keptSecret));
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(second).not.toBe(first);
    expect(await keptSecret(paths[0]!)).toBe(first);
    if (isUnix) expect(statSync(paths[0]!).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'one', 'primum'))).toEqual(['offline-secret']);
  });

  test('is the same for processes that create it at the same time', async () => {
    const path = join(folder, 'together', 'offline-secret');
    const module = join(import.meta.dirname, '../../../cli/files/secret.ts');
    const program = `import(${JSON.stringify(module)}).then(async ({ keptSecret }) => console.log(await keptSecret(${JSON.stringify(path)})))`;
    const run = () => promisify(execFile)(process.execPath, ['-e', program]);
    const printed = await Promise.all(Array.from({ length: 4 }, run));
    const secrets = new Set(printed.map(({ stdout }) => stdout.trim()));
    expect(secrets).toEqual(new Set([readFileSync(path, 'utf8').trim()]));
    expect(readdirSync(join(folder, 'together'))).toEqual(['offline-secret']);
  });

  test('is that of the file, or of the environment, if one is given', async () => {
    const file = join(folder, 'given.txt');
    writeFileSync(file, ' of a deployment\n');
    vi.stubEnv('PRIMUM_SECRET', 'of the environment');
    expect(await offlineSecret(file)).toBe('of a deployment');
    expect(await offlineSecret(undefined)).toBe('of the environment');
    vi.stubEnv('PRIMUM_SECRET', '');
    vi.stubEnv('XDG_CONFIG_HOME', join(folder, 'xdg'));
    if (process.platform === 'linux') {
      const kept = await offlineSecret(undefined);
      expect(readFileSync(join(folder, 'xdg', 'primum', 'offline-secret'), 'utf8').trim()).toBe(kept);
    }
  });

  test('is refused if its file was emptied or shortened', async () => {
    const path = join(folder, 'short', 'offline-secret');
    mkdirSync(join(folder, 'short'));
    writeFileSync(path, 'abc\n');
    await expect(keptSecret(path)).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining(path),
    });
  });

  test.runIf(isUnix && process.getuid?.() !== 0)('needs a folder that may be written', async () => {
    const closed = join(folder, 'closed');
    mkdirSync(closed);
    chmodSync(closed, 0o500);
    await expect(keptSecret(join(closed, 'primum', 'offline-secret'))).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringMatching(/--secret-file or PRIMUM_SECRET/),
    });
  });

  test.each<[platform: NodeJS.Platform, env: NodeJS.ProcessEnv, folder: string]>([
    ['linux', { XDG_CONFIG_HOME: '/etc/xdg' }, '/etc/xdg'],
    ['linux', { XDG_CONFIG_HOME: 'relative' }, join(homedir(), '.config')],
    ['linux', {}, join(homedir(), '.config')],
    ['darwin', { XDG_CONFIG_HOME: '/etc/xdg' }, join(homedir(), 'Library', 'Application Support')],
    ['win32', { APPDATA: '/roaming' }, '/roaming'],
    ['win32', {}, join(homedir(), 'AppData', 'Roaming')],
  ])('is kept in the configuration folder of %s with %j', (platform, env, expected) => {
    expect(secretPath({ platform, env })).toBe(join(expected, 'primum', 'offline-secret'));
  });
});
