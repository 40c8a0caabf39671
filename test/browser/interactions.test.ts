import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { renderReport } from '../../shared/publication/report/index.ts';
import { sampleOperations } from '../support/sample-operations.ts';
import { sampleAudit } from '../support/sample-study.ts';
import { useBrowser } from './pages.ts';

const META = { id: '20260301T093000Z-000000000000', time: '2026-03-01T09:30:00Z', previous: null };
const SAMPLE = { votes: 600, dangerous: 'borage', specialties: ['cardiology', 'neurology', 'paediatrics'] };
const { open } = useBrowser();

let html: string;
beforeAll(async () => {
  html = await renderReport(sampleAudit(SAMPLE), sampleOperations(), META);
});
const report = (options = {}) => open('report', html, options);

const choice = (page: Page, name: string) => page.locator(`#controls select[name=${name}]`);

describe('the report with scripts', () => {
  it('sorts a table by a click, and reverses the order by another click', async () => {
    const { page, complaints } = await report();
    const scores = () => page.locator('#leaderboard tbody td:nth-child(4) > span').allTextContents();
    const sort = page.locator('#leaderboard th', { hasText: 'Preference score' }).locator('button');
    const best = await scores();
    await sort.click();
    expect(await scores()).toEqual(best.toReversed());
    expect(await page.locator('#leaderboard th[aria-sort]').getAttribute('aria-sort')).toBe('ascending');
    await sort.click();
    expect(await scores()).toEqual(best);
    expect(complaints).toEqual([]);
  });

  it('highlights a chosen model in every chart and table', async () => {
    const { page } = await report();
    await choice(page, 'model').selectOption({ index: 1 });
    for (const section of ['preference-safety', 'leaderboard', 'map', 'scores'])
      expect(await page.locator(`#${section} svg .lit`).count(), section).toBeGreaterThan(0);
    expect(await page.locator('#leaderboard tr.lit').count()).toBe(1);
    await choice(page, 'model').selectOption({ index: 0 });
    expect(await page.locator('.lit').count()).toBe(0);
  });

  it('highlights a model if its mark is clicked', async () => {
    const { page } = await report();
    await page.locator('#preference-safety .wide svg [data-keys="m1"]').click({ force: true });
    expect(await page.locator('#leaderboard tr.lit th bdi').textContent()).toBe('borage');
  });

  it('shows only a chosen specialty, and opens its sheet', async () => {
    const { page } = await report();
    await choice(page, 'specialty').selectOption('neurology');
    expect(await page.locator('#specialties details:visible summary').allTextContents()).toEqual([
      'neurology',
    ]);
    expect(await page.locator('#specialties details[open] table').isVisible()).toBe(true);
    expect(await page.locator('#zones tbody tr:visible').count()).toBe(0);
    expect(await page.locator('#match-count').innerText()).toMatch(
      /^Rows under “No-go zones” that match the selection: \d+$/,
    );
    await choice(page, 'specialty').selectOption('all');
    expect(await page.locator('#zones tbody tr:visible').count()).toBeGreaterThan(0);
  });

  it('shows only a chosen criterion', async () => {
    const { page } = await report();
    await choice(page, 'criterion').selectOption('Accuracy');
    expect(await page.locator('.panel:visible h3').allTextContents()).toEqual(['Accuracy']);
    const criteria = await page
      .locator('#zones > .scroll tbody tr:visible td:nth-child(3)')
      .allTextContents();
    expect(new Set(criteria.map((criterion) => criterion.replace(' (severe)', '')))).toEqual(
      new Set(['Accuracy']),
    );
  });

  it('goes to the figure in the address, even if it is in a collapsed section', async () => {
    const { page } = await report();
    const path = await page.locator('#specialties [data-path]').first().getAttribute('data-path');
    await page.evaluate(`location.hash = ${JSON.stringify(`#${path}`)}`);
    await page.locator('.target').waitFor();
    expect(await page.locator('.target').first().getAttribute('data-path')).toBe(path);
    expect(await page.locator('.target').first().isVisible()).toBe(true);
  });
});

describe('the printed report', () => {
  it('is black on white, independently of the screen, without interactive parts', async () => {
    const { page } = await report({ colorScheme: 'dark', viewport: { width: 718, height: 900 } });
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect(await page.locator('nav').isVisible()).toBe(false);
    expect(await page.locator('#controls').isVisible()).toBe(false);
    expect(await page.locator('#preference-safety .wide svg').first().isVisible()).toBe(true);
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
  });
});
