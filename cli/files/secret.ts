import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { CommandError, usageError } from '../command-line/terminal.ts';
import { writingTo } from './file-errors.ts';
import { checkFile } from './protocol-file.ts';
import { partialName } from './whole-file.ts';

/**
 * The secret of an offline audit: the given file, or the environment variable `PRIMUM_SECRET`, or a random secret that is
 * kept in the user's configuration folder. A known secret would let readers of the rejects test guesses of names.
 */
export async function offlineSecret(file: string | undefined): Promise<string> {
  if (file === undefined) return process.env.PRIMUM_SECRET || (await keptSecret(secretPath(process)));
  await checkFile(file);
  const secret = (await readFile(file, 'utf8')).trim();
  if (secret === '') throw usageError(`${file} is empty: it must contain the secret`);
  return secret;
}

const SECRET_BYTES = 32;

/**
 * Reads the secret in a file, or creates it. If two processes do this together, both return the secret of the first one. The
 * file appears complete, because it is a link to one that was written before.
 */
export async function keptSecret(path: string): Promise<string> {
  return (await readSecretIn(path)) ?? (await createSecret(path));
}

async function createSecret(path: string): Promise<string> {
  const folder = join(path, '..');
  const create = async () => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const whole = partialName(path);
    try {
      const file = await open(whole, 'wx', 0o600);
      try {
        await file.writeFile(`${randomBytes(SECRET_BYTES).toString('hex')}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      await link(whole, path).catch(ignoreExisting);
    } finally {
      await unlink(whole).catch(() => {});
    }
  };
  await writingTo(folder, create, SECRET_REMEDY);
  const secret = await readSecretIn(path);
  if (secret === null) throw new CommandError(`the secret in ${path} was removed while it was created`);
  return secret;
}

const SECRET_REMEDY = 'give a secret by --secret-file or PRIMUM_SECRET, or make the folder writable';

async function readSecretIn(path: string): Promise<string | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new CommandError(`the secret in ${path} cannot be read (${error.code}): ${SECRET_REMEDY}`);
  });
  if (text === null) return null;
  const secret = text.trim();
  if (secret.length < SECRET_BYTES)
    throw new CommandError(`${path} does not contain a secret: delete it, and a new one is created`);
  return secret;
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

/** The place of the secret in the user's configuration folder. */
export function secretPath({
  platform,
  env,
}: {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
}): string {
  return join(configurationFolder(platform, env), 'primum', 'offline-secret');
}

function configurationFolder(
  platform: NodeJS.Platform,
  { APPDATA, XDG_CONFIG_HOME }: NodeJS.ProcessEnv,
): string {
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  if (platform === 'win32') return APPDATA || join(homedir(), 'AppData', 'Roaming');
  // By the specification, a relative path is ignored.
  return XDG_CONFIG_HOME && isAbsolute(XDG_CONFIG_HOME) ? XDG_CONFIG_HOME : join(homedir(), '.config');
}
