import { describe, expect, it } from 'vitest';
import { renderReport } from '../../../shared/publication/report/index.ts';
import { CHANGES, sampleOperations } from '../../support/sample-operations.ts';
import { sampleAudit } from '../../support/sample-study.ts';
import { at, figuresIn, isShownAs } from './figures.ts';
import { markupOf } from './markup.ts';

const META = { id: '20260301T093000Z-000000000000', time: '2026-03-01T09:30:00Z', previous: null };

describe.each([
  ['a study with a no-go zone', { votes: 600, dangerous: 'borage' }],
  ['one without', {}],
  ['a single vote', { votes: 1 }],
  ['no data', { votes: 0 }],
  [
    'specialties with names that are not plain words',
    { votes: 90, specialties: ['a "b" c', 'x.y[0]', '</p>'] },
  ],
])('the figures in the report of %s', (_, sample) => {
  const audit = JSON.parse(JSON.stringify(sampleAudit(sample)));
  const operations = sampleOperations(CHANGES);
  const html = async () => markupOf(await renderReport(sampleAudit(sample), operations, META));

  it('have their values at the stated paths in snapshot.json', async () => {
    const figures = figuresIn(await html(), 'data-path');
    expect(figures.length).toBeGreaterThan(15);
    const wrong = figures.filter(({ path, text }) => !isShownAs(at(audit, path), text, path));
    expect(wrong).toEqual([]);
  });

  it('have their values at the stated paths in operations.json, if they describe changes and operations', async () => {
    const figures = figuresIn(await html(), 'data-operations');
    expect(figures.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        ...['changes.totals.votes', 'changes.ranks[1].to', 'rejects.files', 'cut.groups'],
        ...['changes.scores[0].from', 'changes.rates[0].to'],
      ]),
    );
    const wrong = figures.filter(({ path, text }) => !isShownAs(at(operations, path), text, path));
    expect(wrong).toEqual([]);
  });

  it('include all changes since the previous snapshot, as text', async () => {
    const changes = /<section id="changes"[\s\S]*?<\/section>/.exec(await html())![0];
    for (const told of ['suspected', 'confirmed', 'no result', '1012', '13.4%', '&lt;img src=x&gt;'])
      expect(changes).toContain(told);
    expect(changes).not.toContain('<img');
  });

  it('list the counted objects if they are counts', async () => {
    for (const { path, text } of figuresIn(await html(), 'data-count')) {
      const things = path === '' ? [] : path.split(' ');
      expect(new Set(things).size).toBe(Number(text.replaceAll(',', '')));
      for (const thing of things) expect(at(audit, thing)).toBeTypeOf('object');
    }
  });

  it('have a path in every numeric field of every table', async () => {
    const fields = [...(await html()).matchAll(/<td class="n">([\s\S]*?)<\/td>/g)].map((match) => match[1]!);
    const untraced = fields.filter((field) =>
      /\d/.test(
        field.replace(/<span data-(path|count|operations)=[^>]*>[^<]*<\/span>/g, '').replace(/<[^>]*>/g, ''),
      ),
    );
    expect(untraced).toEqual([]);
  });
});
