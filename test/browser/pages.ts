import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, inject } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { until, WAIT_SECONDS } from '../support/until.ts';

/** A page that was opened, and what it did that it should not. */
export interface Opened {
  readonly page: Page;
  /** Messages on the console, errors of scripts, and requests for anything but the page itself. */
  readonly complaints: readonly string[];
}

/** A headless Chromium for the tests of one file, with its own empty profile. */
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
    /** Writes a report and opens it as a file, until what is in view is laid out. */
    open: async (name: string, html: string, options: BrowserContextOptions = {}): Promise<Opened> => {
      const file = join(folder, `${name}.html`);
      await writeFile(file, html);
      const context = await browser.newContext(options);
      // Playwright's own limits are for a quiet machine.
      context.setDefaultTimeout(WAIT_SECONDS * 1000);
      const page = await context.newPage();
      const complaints = watch(page, pathToFileURL(file).href);
      await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
      // The browser lays out a section with the first frame that shows it, which may be later than the load event.
      const verdict = page.locator('#verdict');
      await until('the first section to be laid out', () => verdict.innerText());
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
