import { expect, it } from 'vitest';
import type { Scope, Snapshot } from '../../../shared/contracts/index.ts';
import { renderReport } from '../../../shared/publication/report/index.ts';
import { sampleOperations } from '../../support/sample-operations.ts';
import { sampleAudit } from '../../support/sample-study.ts';

const META = { id: '20260301T093000Z-000000000000', time: '2026-03-01T09:30:00Z', previous: null };
const NAMED: Scope = { prompts: 'named', itemShare: 1, estimand: 'readers like these', unit: 'clinician' };

async function reportOn(scope: Partial<Scope>, counts: Partial<Snapshot['evidence']> = {}): Promise<string> {
  const evidence = {
    ...{ source: 'judgments', clinicians: 40, items: 12, sites: 8 },
    ...counts,
    scope: { ...NAMED, ...scope },
  } as Snapshot['evidence'];
  const audit = structuredClone({ ...sampleAudit(), evidence });
  audit.leaderboard.overall.dominantShare = 0.4;
  const html = await renderReport(audit, sampleOperations(), META);
  return html.replaceAll(/<[^>]+>/g, '').replaceAll(/\s+/g, ' ');
}

it('the report names clinicians and prompts as the units of its uncertainty', async () => {
  const text = await reportOn({});
  expect(text).toContain('Uncertainty is estimated over 40 clinicians and over 12 items.');
  expect(text).toContain('over clinicians and prompts, not over votes: a hundred votes of one person');
  expect(text).toContain('One clinician has 40.0% of these votes.');
});

it('the report names sites as the units of its uncertainty', async () => {
  const text = await reportOn({ unit: 'site', prompts: 'own', itemShare: 0 });
  expect(text).toContain('Uncertainty is estimated over 8 sites.');
  expect(text).toContain('over sites, not over votes: a hundred votes at one site');
  expect(text).toContain('One site has 40.0% of these votes.');
});

it('the report of a study of few readers names items as the units of its uncertainty', async () => {
  const text = await reportOn({ unit: 'item', estimand: 'these readers' }, { clinicians: 3 });
  expect(text).toContain('Uncertainty is estimated over 12 items.');
  expect(text).toContain('over prompts, not over votes: a hundred votes on one prompt');
  expect(text).toContain('One item has 40.0% of these votes.');
});

it('the report says if several clinicians share a unit', async () => {
  expect(await reportOn({ prompts: 'unknown', itemShare: 0 }, { clinicians: 1024, items: 0 })).toContain(
    'Uncertainty is estimated over 1,024 groups of clinicians.',
  );
});

it('the report of an audit from counters says what they do not hold', async () => {
  const text = await reportOn(
    { prompts: 'unknown', itemShare: null, unaccounted: ['items'] },
    { source: 'counters', clinicians: 32, items: null, sites: null },
  );
  expect(text).toContain('The counters. Uncertainty is estimated over 32 groups of clinicians.');
  expect(text).toContain('Counters hold neither items nor sites');
  expect(text).toContain('One group of clinicians has 40.0% of these votes.');
});
