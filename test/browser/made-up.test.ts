import { expect, it } from 'vitest';
import { renderReport } from '../../shared/publication/report/index.ts';
import { sampleOperations } from '../support/sample-operations.ts';
import { sampleAudit } from '../support/sample-study.ts';
import { useBrowser } from './pages.ts';

const META = { id: '20260301T093000Z-000000000000', time: '2026-03-01T09:30:00Z', previous: null };
const { open } = useBrowser();

it.each([
  [
    'with made-up data has a line at the top, a mark in the tab title, and a margin on every printed page',
    true,
  ],
  ['with real data has no such line, title or margin', false],
])('the report of a study %s', async (_, madeUp) => {
  const html = await renderReport(sampleAudit({ votes: 60, madeUp }), sampleOperations(), META);
  const { page, complaints } = await open('made-up', html);
  expect((await page.title()).startsWith('Made-up data: ')).toBe(madeUp);
  for (const media of ['screen', 'print'] as const) {
    await page.emulateMedia({ media });
    const banner = page.locator('header .banner');
    expect(await banner.count()).toBe(madeUp ? 1 : 0);
    if (madeUp) expect(await banner.isVisible()).toBe(true);
  }
  // The margin's text belongs to the pages of this name, and is visible only in print.
  const pageName = await page.evaluate(`getComputedStyle(document.body).getPropertyValue('page')`);
  expect(pageName).toBe(madeUp ? 'made-up' : 'auto');
  expect(complaints).toEqual([]);
});
