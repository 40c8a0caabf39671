import { describe, expect, it } from 'vitest';
import type { History } from '../../../shared/contracts/history.ts';
import { renderIndex } from '../../../shared/publication/index-page.ts';
import { sampleAudit } from '../../support/sample-study.ts';
import { tagsOf } from './markup.ts';

const HOSTILE = '"><img src=x onerror=alert(1)>\u202e';
const { totals } = sampleAudit();

/** A study with the given scores of models, by snapshot. */
const studyOf = (...scores: Record<string, number>[]): History => ({
  schemaVersion: 1,
  study: 'demo',
  snapshots: scores.map((of, at) => ({
    snapshot: `2026030${at + 1}T093000Z-000000000000`,
    time: `2026-03-0${at + 1}T09:30:00Z`,
    title: HOSTILE,
    verdict: 'aligned',
    totals,
    leaders: Object.entries(of).map(([model, score], index) => ({ model, score, rank: index + 1 })),
    confirmedZones: at,
    findings: 2 * at,
    inputs: '0'.repeat(64),
  })),
});

const linesIn = (html: string) => [
  ...html.matchAll(/aria-label="([^"]*)"[^>]*viewBox[^>]*><path d="([^"]*)"/g),
];

describe('the index', () => {
  it('shows the scores of the currently most preferred models and the no-go zones, as lines and as text', async () => {
    const html = await renderIndex([
      studyOf({ a: 1000, b: 990 }, { b: 1010, a: 1005 }, { b: 1020, c: 1000 }),
    ]);
    expect(linesIn(html).map(([, words]) => words)).toEqual([
      'Score of b: from 990 to 1020 over 3 snapshots',
      'Score of c: from 1000 to 1000 over 1 snapshot',
      'No-go zones: from 0 to 2 over 3 snapshots',
    ]);
    expect(html).toMatch(
      /Score of <bdi title="b">b<\/bdi>, rank 1<\/th><td class="n">1020<\/td><td class="n">\+30<\/td>/,
    );
  });

  it('draws the scores of a study on one scale over time, with gaps for missing scores', async () => {
    const html = await renderIndex([studyOf({ a: 900 }, { b: 1000 }, { a: 1000, b: 900 })]);
    const [a, b, zones] = linesIn(html).map(([, , path]) => path);
    expect(a).toBe('M4.0 24.0M116.0 4.0');
    expect(b).toBe('M60.0 4.0L116.0 24.0');
    expect(zones).toBe('M4.0 24.0L60.0 14.0L116.0 4.0');
  });

  it('shows the number of all snapshots, and links to those that it does not list', async () => {
    const study = { ...studyOf({ a: 1000 }), older: { key: 'history/x.json', snapshots: 100 } };
    const html = await renderIndex([study]);
    expect(html).toContain('Snapshots: 101');
    expect(html).toContain('href="snapshots/demo/history.json"');
  });

  it('can be rendered for snapshots without a ranking, and for snapshots without leaders that older code wrote', async () => {
    const [entry] = studyOf({}).snapshots;
    const { leaders: _, confirmedZones: __, findings: ___, ...before } = entry!;
    for (const snapshots of [[entry!], [before]]) {
      const html = await renderIndex([{ schemaVersion: 1, study: 'demo', snapshots }]);
      expect(html).not.toMatch(/NaN|undefined|Infinity|\[object/);
    }
  });

  it('shows no number of zones for snapshots of older code that counted findings', async () => {
    const study = studyOf({ a: 1000 }, { a: 1000 });
    const [older, newer] = study.snapshots;
    const { findings: _, ...counted } = { ...older!, confirmedZones: 77 };
    const html = await renderIndex([{ ...study, snapshots: [counted, newer!] }]);
    expect(html).not.toContain('77');
    expect(html).toContain('No-go zones: from 1 to 1 over 1 snapshot');
    expect(html).toContain('<td class="n">–</td>');
    expect(html).toContain('an earlier version of Primum made this snapshot');
  });

  it('runs and loads nothing, and keeps text direction, with any names of studies and models', async () => {
    const html = await renderIndex([studyOf({ [HOSTILE]: 1000 })]);
    expect(html).not.toContain('\u202e');
    for (const { name, attributes } of tagsOf(html)) {
      expect(['img', 'script', 'link', 'iframe']).not.toContain(name);
      for (const attribute of attributes.keys()) expect(attribute).not.toMatch(/^(on|src|style)/i);
    }
  });
});
