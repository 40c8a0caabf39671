import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { WAIT_SECONDS } from './until.ts';

/** Commands of the browsers in the Chromium family. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts a headless Chromium with an empty profile. */
export const launchChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: FLAGS, timeout: WAIT_SECONDS * 1000 });

/**
 * The path of a Chromium: the one in CHROMIUM_PATH, or else the first on the PATH, or else a newly installed one. It
 * can be installed as root on Debian and Ubuntu.
 *
 * @throws Error with the remedy if there is no Chromium
 */
export function chromiumPath(): string {
  const found = findChromium();
  if (found) return found;
  install();
  const installed = onPath();
  if (installed) return installed;
  throw new Error('apt-get installed chromium, but no chromium is on the PATH: set CHROMIUM_PATH');
}

/**
 * The path of an installed Chromium: the one in CHROMIUM_PATH, or else the first on the PATH.
 * @throws Error if CHROMIUM_PATH is not executable
 */
export function findChromium(): string | undefined {
  const named = process.env.CHROMIUM_PATH;
  if (!named) return onPath();
  if (isExecutable(named)) return named;
  throw new Error(`CHROMIUM_PATH is ${named}, which cannot be run`);
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
      'The tests of pages need Chromium. On Debian or Ubuntu, run `apt-get install chromium` as root. Elsewhere, install Chromium or ' +
        'Google Chrome. If it is not on the PATH, set CHROMIUM_PATH to its executable.',
    );
  const options = { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
  execFileSync('apt-get', ['update'], options);
  execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], options);
}
