import { beforeAll, describe, expect, test } from 'vitest';
import type { Files } from '../../../../shared/publication/manifest.ts';
import { renderSnapshot } from '../../../../shared/publication/render.ts';
import { editionOf, INTERNAL } from '../../../support/public-edition.ts';
import { NO_OPERATIONS, sampleOperations } from '../../../support/sample-operations.ts';

const LEAST = 12;
const { edition } = editionOf(
  { votes: 100, specialties: ['cardiology', 'paediatrics', 'surgery', 'ent'] },
  LEAST,
);
const META = { id: 'this-edition', time: '2026-03-01T09:30:00Z', previous: null };
let files: Files;
let report: string;
beforeAll(async () => {
  const operations = { ...sampleOperations(null), ...NO_OPERATIONS };
  files = await renderSnapshot(edition, operations, { ...META, edition: 'public', internal: INTERNAL }, null);
  report = Buffer.from(files.get('report.html')!).toString();
});

describe('the report of a public edition', () => {
  test('says at the top that it is one, when it was released and by which rule', () => {
    const header = report.slice(0, report.indexOf('</header>'));
    expect(header).toContain('<strong>Public edition</strong>, released on 2026-03-01');
    expect(header).toContain('the data of at least 12 clinicians differ');
    expect(header).toContain('no guarantee');
  });

  test('says of hidden figures that they are not shown', () => {
    expect(report).toContain('not shown: fewer than 12 clinicians');
    const { length } = edition.publicEdition!.withheld;
    expect(length).toBeGreaterThan(0);
    expect(report).toContain(`Withheld in this public edition: ${length} figures`);
  });
});

test('the files of a public edition are those of an internal one, without the cells', () => {
  const names = [...files.keys()].filter((name) => !name.startsWith('schemas/'));
  expect(names).toContain('leaderboard.csv');
  expect(names.filter((name) => name.includes('cells'))).toEqual([]);
  const manifest = JSON.parse(Buffer.from(files.get('manifest.json')!).toString());
  expect(manifest).toMatchObject({ edition: 'public', internal: INTERNAL, inputs: INTERNAL });
});
