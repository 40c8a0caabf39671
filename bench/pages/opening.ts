import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { step } from '../../cli/command-line/terminal.ts';
import type { StudyScale } from '../../cli/generate/world.ts';
import { findChromium, launchChromium } from '../../test/support/chromium.ts';
import { largeReport } from '../../test/support/large-reports.ts';

/** Longest that a reader should wait for a report. */
export const GOAL_SECONDS = 2;
const OPENINGS_PER_REPORT = 5;

/** A report, with the time that it took to render and to open it. */
export interface Opening {
  readonly scale: StudyScale;
  readonly bytes: number;
  readonly elements: number;
  /** Seconds to render it, once. */
  readonly rendered: number;
  /** Seconds from the request to the load event, of each opening. */
  readonly opened: readonly number[];
}

/** Opens the reports of made-up studies several times each. @returns null if there is no Chromium */
export async function measureOpenings(
  scales: readonly StudyScale[],
  directory: string,
): Promise<readonly Opening[] | null> {
  const chromium = findChromium();
  if (chromium === undefined) return null;
  const browser = await launchChromium(chromium);
  try {
    const openings: Opening[] = [];
    for (const scale of scales)
      openings.push(
        await step(`Opening the report of ${scale.models} models`, async () => {
          const opening = await measureOpening(browser, scale, directory);
          return [opening, `${opening.elements} elements`];
        }),
      );
    return openings;
  } finally {
    await browser.close();
  }
}

async function measureOpening(browser: Browser, scale: StudyScale, directory: string): Promise<Opening> {
  const render = largeReport(scale);
  const began = performance.now();
  const html = await render();
  const rendered = (performance.now() - began) / 1000;
  const file = join(directory, `report-${scale.models}.html`);
  await writeFile(file, html);
  const opened: number[] = [];
  let elements = 0;
  for (let opening = 0; opening < OPENINGS_PER_REPORT; opening++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const requested = performance.now();
    await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
    opened.push((performance.now() - requested) / 1000);
    elements = await page.locator('*').count();
    await context.close();
  }
  return { scale, bytes: Buffer.byteLength(html), elements, rendered, opened };
}
