import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, inject } from 'vitest';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A page that was opened, and what it did that it should not. */
export interface Opened {
  readonly page: Page;
  /** Messages on the console, errors of scripts, and requests for anything but the page itself. */
  readonly complaints: readonly string[];
  /** From the request to the end of loading, ms. */
  readonly milliseconds: number;
}

/** A headless Chromium for the tests of one file, with its own empty profile. */
export function useBrowser() {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'primum-pages-'));
    browser = await chromium.launch({ executablePath: inject('chromium'), args: FLAGS });
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  return {
    /** Writes a page and opens it as a file. */
    open: async (name: string, html: string, options: BrowserContextOptions = {}): Promise<Opened> => {
      const file = join(folder, `${name}.html`);
      await writeFile(file, html);
      const context = await browser.newContext(options);
      const page = await context.newPage();
      const complaints = watch(page, pathToFileURL(file).href);
      const before = performance.now();
      await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
      return { page, complaints, milliseconds: performance.now() - before };
    },
  };
}

function watch(page: Page, own: string): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== own) complaints.push(`request: ${request.url()}`);
  });
  return complaints;
}
