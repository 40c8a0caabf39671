import { describe, expect, it } from 'vitest';
import { PAPER_SCALE } from '../../cli/generate/world.ts';
import { LARGEST_REPORT, largeReport } from '../support/large-reports.ts';
import { useBrowser } from './pages.ts';

const { open } = useBrowser();

// The size determines how fast a page opens. `npm run bench` measures the time.
describe('a report', () => {
  it.each([
    { ...PAPER_SCALE, megabytes: 2, elements: 20_000 },
    { ...LARGEST_REPORT, megabytes: 6, elements: 120_000 },
  ])(
    'is below $megabytes MB and $elements elements, and draws every cell, for $models models in $specialties specialties',
    async ({ megabytes, elements, ...scale }) => {
      const html = await largeReport(scale)();
      const { page, complaints } = await open('report', html);
      expect(Buffer.byteLength(html) / 1e6).toBeLessThan(megabytes);
      expect(await page.locator('*').count()).toBeLessThan(elements);
      expect(complaints).toEqual([]);
      expect(await page.locator('#map svg [data-at]').count()).toBe(scale.models * scale.specialties);
    },
  );
});
