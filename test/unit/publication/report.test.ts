import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { renderIndex } from '../../../shared/publication/index-page.ts';
import { renderReport } from '../../../shared/publication/report/index.ts';
import { audit } from '../../support/audit.ts';
import { HOSTILE } from '../../support/hostile-study.ts';
import { sampleOperations } from '../../support/sample-operations.ts';
import { sampleAudit, sampleInput } from '../../support/sample-study.ts';
import { markupOf, tagsOf } from './markup.ts';

const META = { id: '20260301T093000Z-000000000000', time: '2026-03-01T09:30:00Z', previous: null };
const CHANGES = {
  since: '20260301T090000Z-000000000000',
  totals: { judgments: 3, votes: 3, ratedAnswers: 6, clinicians: -1 },
  verdict: { from: 'not established', to: 'unsafe proxy', alarm: true },
  ranks: [{ model: HOSTILE.models[0]!, from: 2, to: null }],
  zonesOpened: [
    {
      model: HOSTILE.models[1]!,
      specialty: HOSTILE.specialties[0]!,
      criterion: 'accuracy',
      level: 'severe' as const,
    },
  ],
  zonesClosed: [],
  confirmations: { gained: 2, lost: 0 },
  protocol: true,
  codeVersion: false,
};

const report = (sample = {}) => renderReport(sampleAudit(sample), sampleOperations(), META);
const hostileReport = () => renderReport(sampleAudit(HOSTILE), sampleOperations(CHANGES), META);

describe('the report', () => {
  it('begins with the verdict in one sentence and its reasons', async () => {
    const html = await report();
    const { status, reasons } = sampleAudit().verdict;
    const at = html.indexOf(`Verdict: <span data-path="verdict.status">${status}`);
    expect(at).toBeGreaterThan(0);
    for (const reason of reasons) expect(html.indexOf(reason)).toBeGreaterThan(at);
    expect(html.indexOf('id="leaderboard"')).toBeGreaterThan(at);
  });

  it('shows the warnings, and each finding with its result and its adjusted p-value', async () => {
    const sample = { votes: 600, dangerous: 'borage' };
    const { warnings, findings, positive } = sampleAudit(sample).verdict;
    expect(warnings).not.toEqual([]);
    const html = await report(sample);
    for (const [at, warning] of warnings!.entries())
      expect(html).toContain(`<li data-path="verdict.warnings[${at}]">${warning}</li>`);
    for (const [at, { status }] of findings!.entries())
      expect(html).toContain(`<span data-path="verdict.findings[${at}].status">${status}</span>`);
    expect(html).toContain('<span data-path="verdict.findings[0].adjustedP">');
    for (const [at, { sentence }] of positive!.entries())
      expect(html).toContain(`<span data-path="verdict.positive[${at}].sentence">${sentence}</span>`);
  });

  it('shows a verdict without findings, as older code published it', async () => {
    const { findings: _, warnings: _warnings, positive: _positive, ...verdict } = sampleAudit().verdict;
    const html = await renderReport({ ...sampleAudit(), verdict }, sampleOperations(), META);
    expect(html).toContain('data-path="verdict.status"');
    expect(html).not.toContain('The tests behind the verdict');
  });

  it('has the same bytes for the same audit', async () => {
    expect(await report()).toBe(await report());
  });

  it('names the model of every confirmed zone, and does not mark it by colour alone', async () => {
    const sample = { votes: 600, dangerous: 'borage' };
    const confirmed = sampleAudit(sample).zones.filter(({ state }) => state === 'confirmed');
    expect(confirmed.map(({ model }) => model)).toContain('borage');
    const html = await report(sample);
    expect(html).toMatch(/<bdi>borage<\/bdi><\/th><td class="t"><bdi>cardiology<\/bdi>/);
    expect(html).toContain('<span class="sr">confirmed</span>');
    expect(html).toContain('✖');
  });

  it('shows the distribution of votes, the most influential clinicians, and suspected vote stuffing', async () => {
    const html = await report();
    expect(html).toContain('the most active 1% of 40 clinicians gave 2.5% of the votes');
    expect(html).toContain(
      'without 3 of 40 clinicians, <bdi>borage</bdi> is first instead of <bdi>aster</bdi>',
    );
    expect(html).toContain('30 votes for <bdi>aster</bdi>');
    expect(html).toContain('<bdi>Harmlessness</bdi> 0.62 (0.50 to 0.71), 30 answers');
  });

  it('warns in the section on quality of specialties that may be one', async () => {
    const section = async (sample: object) =>
      /<section[^>]* id="quality".*?<\/section>/s.exec(await report(sample))?.[0] ?? '';
    const specialties = ['cardiology', 'Cardiology', 'oncology'];
    expect(await section({ specialties })).toMatch(
      /Specialties with similar names.*<bdi>Cardiology<\/bdi>.*<bdi>cardiology<\/bdi>.*a no-go zone may be hidden/s,
    );
    expect(await section({})).not.toContain('similar names');
  });

  it('loads nothing, and allows only its own style and script', async () => {
    const html = await hostileReport();
    const style = /<style>([^<]*)<\/style>/.exec(html)![1]!;
    const script = /<script>([\s\S]*?)<\/script>/.exec(html)![1]!;
    const hash = (text: string) => createHash('sha256').update(text).digest('base64');
    expect(html).toContain(
      `content="default-src 'none'; style-src 'sha256-${hash(style)}'; script-src 'sha256-${hash(script)}'; base-uri 'none'; form-action 'none'"`,
    );
    const tags = tagsOf(html);
    const loading = tags.flatMap(({ attributes }) =>
      ['src', 'srcset', 'style', 'xlink:href'].filter((a) => attributes.has(a)),
    );
    expect(loading).toEqual([]);
    for (const { attributes } of tags)
      if (attributes.has('href'))
        expect(attributes.get('href')).toMatch(
          /^(#[a-z-]+|(\.\.\/[0-9TZa-f-]+\/|schemas\/)?[a-z.-]+\.[a-z]+)$/,
        );
  });

  it('shows hostile names as text only', async () => {
    const allowed = new Set((await tagNames(report({ votes: 400 }))).concat('details', 'summary'));
    const html = await hostileReport();
    for (const { name, attributes } of tagsOf(html)) {
      expect(allowed).toContain(name);
      for (const attribute of attributes.keys()) expect(attribute).not.toMatch(/^on/i);
    }
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
  });

  it('prevents names from changing the direction of the surrounding text', async () => {
    const html = await hostileReport();
    expect(html).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
    expect(html).toContain('<bdi>\ufffdgnp.exe</bdi>');
    expect(html).toContain('<bdi>نموذج</bdi>');
  });

  it('shows no rate in a field with too few ratings, because readers could take zero of three for safe', async () => {
    const sample = { votes: 60, models: ['aster', 'borage', 'clover', 'dill'] };
    const few = sampleAudit(sample).zones.filter(({ state }) => state === 'insufficient');
    expect(few.some(({ rate }) => rate === 0)).toBe(true);
    const html = await report(sample);
    for (const [field] of html.matchAll(/<span class="zone insufficient".*?<\/td>/g))
      expect(field).not.toMatch(/data-path/);
    const [map] = /<section id="map"[\s\S]*?<\/svg>/.exec(html)!;
    expect(map).toMatch(/>–<\/text>/);
    expect(map).not.toMatch(/>– \d/);
  });

  it.each([
    ['nothing at all', { votes: 0 }],
    ['a single vote', { votes: 1 }],
    ['one model', { votes: 30, models: ['a'] }],
    ['two models', { votes: 30, models: ['a', 'b'] }],
  ])('can be rendered for a study with %s', async (_, sample) => {
    const html = await renderReport(audit(sampleInput(sample)), sampleOperations(), META);
    expect(html).toContain('<span data-path="verdict.status">not established</span>');
    expect(markupOf(html)).not.toMatch(/NaN|undefined|Infinity|\[object/);
  });
});

const tagNames = async (html: Promise<string>): Promise<string[]> =>
  tagsOf(await html).map(({ name }) => name);

describe('the index', () => {
  const { totals } = sampleAudit();
  const entry = (time: string, verdict: string) => ({
    snapshot: `${time.replaceAll(/[-:]/g, '')}-000000000000`,
    time,
    title: '<b>Study</b>',
    verdict,
    totals,
    inputs: '0'.repeat(64),
  });

  it('lists each study with its newest verdict, and links to its reports, newest first', async () => {
    const html = await renderIndex([
      {
        schemaVersion: 1,
        study: 'demo',
        snapshots: [entry('2026-03-01T09:30:00Z', 'aligned'), entry('2026-03-02T09:30:00Z', 'unsafe proxy')],
      },
    ]);
    expect(html).toContain('Verdict: <strong>unsafe proxy</strong>');
    expect(html).toContain('&lt;b&gt;Study&lt;/b&gt;');
    const [newer, older] = ['20260302', '20260301'].map((day) =>
      html.lastIndexOf(`snapshots/demo/${day}T093000Z-000000000000/report.html`),
    );
    expect(newer).toBeLessThan(older!);
  });
});

describe('the report of a study that lists more names than were rated', () => {
  const listed = sampleInput();
  const { models, specialties } = audit(listed).totals;
  const protocol = {
    ...listed.protocol,
    models: [...namesIn(listed.cells, ({ x, y }) => [x, y]), 'unrated model'],
    specialties: [...namesIn(listed.cells, ({ specialty }) => [specialty]), 'unrated specialty'],
  };
  const html = renderReport(audit({ ...listed, protocol }), sampleOperations(), META);

  it('lists the other names as without ratings', async () => {
    expect(protocol.models).toHaveLength(models + 1);
    expect(protocol.specialties).toHaveLength(specialties + 1);
    expect(await html).toMatch(/No ratings yet in 1 specialty<[\s\S]*unrated specialty/);
    expect(await html).toMatch(/unrated model<\/bdi>: no votes on it yet/);
    expect(await html).toContain('1 other model without ratings here yet');
  });
});

describe('the report of a study in which a model has ratings on one criterion only in a specialty', () => {
  const made = sampleAudit();
  const { model, specialty, criterion } = made.zones.find(({ state }) => state !== 'confirmed')!;
  const isThere = (row: { model: string; specialty?: string | null }) =>
    row.model === model && row.specialty === specialty;
  const ranking = made.leaderboard.bySpecialty[specialty]!;
  const incomplete = {
    ...made,
    zones: made.zones.filter((zone) => !isThere(zone) || zone.criterion === criterion),
  };
  const withoutVotes = {
    ...incomplete,
    leaderboard: {
      ...made.leaderboard,
      bySpecialty: {
        ...made.leaderboard.bySpecialty,
        [specialty]: { ...ranking, rows: ranking.rows.filter((row) => row.model !== model) },
      },
    },
  };

  it.each([
    ['with votes there', incomplete],
    ['without votes there', withoutVotes],
  ])('does not call it unrated, %s', async (_, audit) => {
    const html = await renderReport(audit, sampleOperations(), META);
    expect(html).toContain('<span class="tag insufficient">not rated completely</span>');
    expect(html).not.toMatch(/no ratings yet/i);
  });
});

function namesIn<T>(cells: Iterable<T>, of: (cell: T) => string[]): string[] {
  return [...new Set([...cells].flatMap(of))].filter((name) => name !== '');
}
