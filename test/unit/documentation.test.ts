import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../../infra/bundle.ts';

const markdownIn = (folder: string, recursive: boolean): string[] =>
  readdirSync(join(ROOT, folder), { recursive, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name))
    .sort();

const DECISIONS = 'docs/decisions/';
const pages = [...markdownIn('.', false), ...markdownIn('docs', true)];
const read = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

/** The text without fenced blocks, which contain neither headings nor links. */
const proseOf = (page: string): string => read(page).replace(/^```.*?^```/gms, '');

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of proseOf(page).matchAll(/^#+ (.*)$/gm)) {
    const anchor = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-');
    let unique = anchor;
    for (let number = 1; anchors.has(unique); number += 1) unique = `${anchor}-${number}`;
    anchors.add(unique);
  }
  return anchors;
}

/** The targets of links and images, without those in code. */
const linksOf = (page: string): string[] =>
  [
    ...proseOf(page)
      .replace(/`[^`]*`/g, '')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ].map(([, target]) => target!);

const isRelative = (target: string): boolean => !/^[a-z]+:/.test(target);

/** The file that a relative link of a page leads to, from the root. */
const fileOf = (page: string, target: string): string => {
  const [path = ''] = target.split('#');
  return path === '' ? page : normalize(join(dirname(page), path));
};

/** Paths of files and folders of the project, in prose and in commands. A path with a placeholder is left out. */
const pathsIn = (page: string): string[] =>
  [
    ...read(page).matchAll(
      /(?<![\w./-])((?:\.ci|\.github|bench|docs|examples|functions|infra|cli|calibration|shared|test)\/[\w./-]*[\w/])(?![\w./-]*[…<*])/g,
    ),
  ].map(([, path]) => path!);

describe.each(pages)('the page %s', (page) => {
  test('links only to files and headings that exist', () => {
    const broken = linksOf(page)
      .filter(isRelative)
      .filter((target) => {
        const file = fileOf(page, target);
        const [, anchor] = target.split('#');
        if (!existsSync(join(ROOT, file))) return true;
        return anchor !== undefined && !anchorsOf(file).has(anchor);
      });
    expect(broken).toEqual([]);
  });

  test('names only files and folders that exist', () => {
    expect(pathsIn(page).filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

test('the index of the documentation links to every page of docs/', () => {
  const linked = linksOf('docs/README.md').map((target) => fileOf('docs/README.md', target));
  const expected = pages.filter((page) => page.startsWith('docs/') && !page.startsWith(DECISIONS));
  for (const page of expected) if (page !== 'docs/README.md') expect(linked).toContain(page);
  expect(linked).toContain(`${DECISIONS}README.md`);
});

test('the index of decisions links to every record', () => {
  const index = `${DECISIONS}README.md`;
  const linked = new Set(linksOf(index).map((target) => fileOf(index, target)));
  const records = pages.filter((page) => page.startsWith(DECISIONS) && page !== index);
  expect(records.filter((record) => !linked.has(record))).toEqual([]);
});

test('the code links to every accepted record, and to no record that is missing', () => {
  const sources = globSync('{shared,functions,infra,cli,calibration,test}/**/*.ts', { cwd: ROOT });
  const linked = sources.flatMap((file) =>
    [...read(file).matchAll(/@see (docs\/decisions\/\d{4}-[\w-]+\.md)/g)].map(([, record]) => record!),
  );
  const accepted = pages.filter(
    (page) => page.startsWith(DECISIONS) && read(page).includes('\nStatus: accepted\n'),
  );
  expect([...new Set(linked)].sort()).toEqual(accepted.sort());
});

test.each(pages.filter((page) => /\/\d{4}-[^/]*$/.test(page)))(
  'the record %s has its number as title, a status, a date and three sections',
  (record) => {
    const number = record.slice(DECISIONS.length).slice(0, 4);
    const status = '(accepted|superseded by \\d{4})';
    expect(read(record)).toMatch(
      new RegExp(`^# ${number}: .+\n\nStatus: ${status}\n\nDate: \\d{4}-\\d\\d-\\d\\d\n\n## Context\n`),
    );
    const sections = [...read(record).matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(sections).toEqual(['Context', 'Decision', 'Consequences']);
  },
);

describe('the page on the architecture', () => {
  const chapter = (heading: string): string =>
    read('docs/architecture.md')
      .split('\n## ')
      .find((text) => text.startsWith(`${heading}\n`)) ?? '';
  /** The first file that each numbered step names. */
  const stepsOf = (text: string): string[] =>
    [...text.matchAll(/^\d+\. `([^`]+)`/gm)].map(([, file]) => file!);

  /** The modules that a module imports, directly or not. */
  function reachable(entry: string): Set<string> {
    const seen = new Set([entry]);
    for (const module of seen)
      for (const [, specifier] of read(module).matchAll(/^(?:import|export)\b[^;]*?from '(\.[^']+)'/gms))
        seen.add(normalize(join(dirname(module), specifier!)));
    return seen;
  }

  test.each([
    ['The life of a vote', 'functions/record-votes/index.ts'],
    ['The life of a number in the report', 'functions/publish-snapshot/index.ts'],
  ])('names in "%s" only modules that %s runs', (heading, entry) => {
    const modules = reachable(entry);
    const steps = stepsOf(chapter(heading));
    expect(steps.length).toBeGreaterThan(9);
    expect(steps.filter((step) => !modules.has(step))).toEqual([]);
  });

  test.each([
    ['The life of a vote', 'functions/record-votes/index.ts', 24],
    ['The life of a number in the report', 'functions/publish-snapshot/index.ts', 26],
  ])('counts the files of "%s", from %s on, which are at most %d', (heading, first, most) => {
    const text = chapter(heading);
    const steps = stepsOf(text);
    expect(text).toContain(`These ${steps.length} files`);
    expect(steps[0]).toBe(first);
    expect(new Set(steps).size).toBe(steps.length);
    expect(steps.length).toBeLessThanOrEqual(most);
  });

  test('lists every folder of shared/ in its code map', () => {
    const folders = readdirSync(join(ROOT, 'shared'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    for (const { name } of folders) expect(chapter('Code map')).toContain(`\`shared/${name}/\``);
  });
});
