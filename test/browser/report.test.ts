import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { renderReport } from '../../shared/publication/report/index.ts';
import { audit } from '../support/audit.ts';
import { HOSTILE } from '../support/hostile-study.ts';
import { CHANGES, sampleOperations } from '../support/sample-operations.ts';
import { largeInput, sampleAudit } from '../support/sample-study.ts';
import { type Opened, useBrowser } from './pages.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const META = { id: '20260301T093000Z-000000000000', time: '2026-03-01T09:30:00Z', previous: null };
const { open } = useBrowser();

const STUDIES = {
  'at the scale of the published study': () => audit(largeInput()),
  'with hostile names': () => sampleAudit(HOSTILE),
  'of one model': () => sampleAudit({ votes: 60, models: ['aster'] }),
  'with a single vote': () => sampleAudit({ votes: 1 }),
  'with no data': () => sampleAudit({ votes: 0 }),
};
const VIEWS = [
  { width: 1280, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
  { width: 390, colorScheme: 'light' },
  { width: 390, colorScheme: 'dark' },
] as const;

/** Opens collapsed sections, and lays out sections outside of the view. */
const UNFOLD = `
  for (const one of document.querySelectorAll('details')) one.open = true;
  for (const one of document.querySelectorAll('main > section')) one.style.contentVisibility = 'visible';
`;

/** Rules that depend on colours. With other colours, a page is otherwise the same as the page checked before. */
const RULES_ON_COLOURS = ['color-contrast', 'link-in-text-block'];

describe.each(Object.keys(STUDIES) as (keyof typeof STUDIES)[])('the report of a study %s', (study) => {
  let html: string;
  let opened: Opened;
  beforeAll(async () => {
    html = await renderReport(STUDIES[study](), sampleOperations(CHANGES), META);
    opened = await open('report', html);
    // The browser's driver evaluates the script, because the policy of the page allows no added scripts.
    await opened.page.evaluate(AXE);
    await opened.page.evaluate(UNFOLD);
  });

  it.each(VIEWS)(
    'has no accessibility fault, $width px wide and $colorScheme',
    async ({ width, colorScheme }) => {
      const { page, complaints } = opened;
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      expect(await violations(page, colorScheme === 'dark' ? RULES_ON_COLOURS : undefined)).toEqual([]);
      expect(complaints).toEqual([]);
      expect(await overflow(page)).toBe(0);
    },
  );

  it('is complete without scripts', async () => {
    const { page, complaints } = await open('report', html, { javaScriptEnabled: false });
    expect(complaints).toEqual([]);
    expect(await page.locator('#verdict').innerText()).toContain('Verdict:');
    expect(await page.locator('#controls').isVisible()).toBe(false);
    expect(await page.locator('main > section').count()).toBeGreaterThan(12);
  });
});

/** Violations of WCAG 2.2 AA and of axe-core's best practices. If rules are named, only these are checked. */
async function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  const options = { resultTypes: ['violations'], ...(rules && { runOnly: rules }) };
  const found = await page.evaluate(`axe.run(${JSON.stringify(options)})`);
  const { violations } = found as {
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
  };
  return violations.map(
    ({ id, nodes }) => `${id} (${nodes.length}): ${nodes[0]!.html.slice(0, 300)} ${nodes[0]!.failureSummary}`,
  );
}

/** The number of pixels by which the page is wider than the window. */
const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
