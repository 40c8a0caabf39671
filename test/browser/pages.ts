import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, inject } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { until, WAIT_SECONDS } from '../support/until.ts';

/** An opened page, and its unwanted actions. */
export interface Opened {
  readonly page: Page;
  /** Messages on the console, script errors, and requests for other resources. */
  readonly complaints: readonly string[];
}

/** A headless Chromium with an empty profile for the tests of one file. */
export function useBrowser() {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'primum-pages-'));
    browser = await launchChromium(inject('chromium'));
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  return {
    /** Writes a report, opens it as a file, and waits until its visible part is laid out. */
    open: async (name: string, html: string, options: BrowserContextOptions = {}): Promise<Opened> => {
      const file = join(folder, `${name}.html`);
      await writeFile(file, html);
      const context = await browser.newContext(options);
      // Playwright's default limits are too short for a busy machine.
      context.setDefaultTimeout(WAIT_SECONDS * 1000);
      const page = await context.newPage();
      const complaints = watch(page, pathToFileURL(file).href);
      await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
      // The browser lays out a section with the first frame that shows it, which may be later than the load event.
      const verdict = page.locator('#verdict');
      await until('the layout of the first section', () => verdict.innerText());
      return { page, complaints };
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
