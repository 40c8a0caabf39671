import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What browsers of the Chromium family are called. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/**
 * The path of a Chromium: the one that CHROMIUM_PATH names, else the first on the PATH, else one that is installed now,
 * where that can be done: as root on Debian and its kin.
 *
 * @throws where there is none, with what to install
 */
export function chromiumPath(): string {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (isExecutable(named)) return named;
    throw new Error(`CHROMIUM_PATH is ${named}, which cannot be run`);
  }
  const found = onPath();
  if (found) return found;
  install();
  const installed = onPath();
  if (installed) return installed;
  throw new Error('apt-get installed chromium, but no chromium is on the PATH: set CHROMIUM_PATH');
}

function onPath(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function install(): void {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    throw new Error(
      'the tests of pages need a Chromium. Debian, Ubuntu: `apt-get install chromium` as root; elsewhere install Chromium or ' +
        'Google Chrome. Where it is not on the PATH, set CHROMIUM_PATH to its executable',
    );
  const options = { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
  execFileSync('apt-get', ['update'], options);
  execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], options);
}
