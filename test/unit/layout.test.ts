import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/**
 * The modules that each module may import. A module may always import itself.
 * @see docs/decisions/0108-modules-have-doors.md
 */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'shared/lib': [],
  'shared/stats': [],
  'shared/contracts': ['shared/lib'],
  'shared/ledger': ['shared/contracts', 'shared/lib'],
  'shared/events': ['shared/ledger', 'shared/contracts', 'shared/lib'],
  'shared/imports': ['shared/events', 'shared/ledger', 'shared/contracts', 'shared/lib'],
  'shared/audit': ['shared/stats', 'shared/ledger', 'shared/contracts', 'shared/lib'],
  'shared/publication': ['shared/audit', 'shared/ledger', 'shared/contracts', 'shared/lib'],
  functions: [
    'shared/events',
    'shared/imports',
    'shared/ledger',
    'shared/publication',
    'shared/contracts',
    'shared/lib',
  ],
  infra: ['shared/contracts', 'shared/lib'],
  cli: [
    'infra',
    'shared/events',
    'shared/imports',
    'shared/ledger',
    'shared/audit',
    'shared/publication',
    'shared/stats',
    'shared/contracts',
    'shared/lib',
  ],
  calibration: ['shared/audit', 'shared/stats', 'shared/contracts', 'shared/lib'],
};

/** Programs that measure the parts. They may import every module, and they share the support of the tests. */
const PROGRAMS = ['bench'];

/** Maximum number of names that a door exports. */
const MAX_NAMES = 20;
/** Modules that are collections. Their doors export each name that another module needs. */
const COLLECTIONS = ['shared/lib', 'shared/contracts', 'shared/stats'];

const files = globSync(['{shared,functions,infra,cli,calibration,bench}/**/*.{ts,mjs}'], { cwd: ROOT })
  .map((file) => file.replaceAll('\\', '/'))
  .sort();
const sources = new Map(files.map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]));

const moduleOf = (file: string): string =>
  file
    .split('/')
    .slice(0, file.startsWith('shared/') ? 2 : 1)
    .join('/');
const isDoor = (file: string): boolean => /^shared\/.*\/index\.ts$/.test(file);

/** The relative imports of a file, including type imports, dynamic imports and re-exports. */
const importsOf = (file: string): string[] =>
  [
    ...sources.get(file)!.matchAll(/(?:\bfrom\s*|\bimport\s*\(\s*|^import\s+)['"](\.{1,2}\/[^'"]+)['"]/gm),
  ].map(([, specifier]) => normalize(join(dirname(file), specifier!)).replaceAll('\\', '/'));

const edges = files.flatMap((from) =>
  importsOf(from)
    .filter((to) => sources.has(to))
    .map((to) => ({ from, to })),
);
const between = edges.filter(({ from, to }) => moduleOf(from) !== moduleOf(to));

/** A path of imports from a file back to itself. Null if there is none. */
function findCycle(): string[] | null {
  const done = new Set<string>();
  const path: string[] = [];
  const targets = Map.groupBy(edges, ({ from }) => from);
  const visit = (file: string): string[] | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return null;
    path.push(file);
    for (const { to } of targets.get(file) ?? []) {
      const cycle = visit(to);
      if (cycle) return cycle;
    }
    path.pop();
    done.add(file);
    return null;
  };
  for (const file of files) {
    const cycle = visit(file);
    if (cycle) return cycle;
  }
  return null;
}

/** The names that a door exports. */
const namesOf = (door: string): string[] =>
  [...sources.get(door)!.matchAll(/^export (?:type )?(?:\{([^}]*)\}|\* as (\w+))/gm)].flatMap(
    ([, list, namespace]) =>
      namespace
        ? [namespace]
        : list!
            .split(',')
            .map((name) => name.trim())
            .filter(Boolean),
  );

test('the test finds the imports of the code', () => {
  expect(files.length).toBeGreaterThan(300);
  expect(edges.length).toBeGreaterThan(1000);
  expect(edges).toContainEqual({ from: 'shared/audit/zones/zones.ts', to: 'shared/stats/index.ts' });
  expect(new Set(files.map(moduleOf))).toEqual(new Set([...Object.keys(ALLOWED), ...PROGRAMS]));
});

test('every import of another module goes through one of its doors', () => {
  const around = between.filter(({ to }) => to.startsWith('shared/') && !isDoor(to));
  expect(around).toEqual([]);
});

test('no module imports a module that is not on its list', () => {
  const forbidden = between.filter(
    ({ from, to }) => !PROGRAMS.includes(moduleOf(from)) && !ALLOWED[moduleOf(from)]!.includes(moduleOf(to)),
  );
  expect(forbidden).toEqual([]);
});

test('every edge on the list exists', () => {
  const existing = new Set(between.map(({ from, to }) => `${moduleOf(from)} → ${moduleOf(to)}`));
  const listed = Object.entries(ALLOWED).flatMap(([from, list]) => list.map((to) => `${from} → ${to}`));
  expect(listed.filter((edge) => !existing.has(edge))).toEqual([]);
});

test('no file imports itself through others, type imports included', () => {
  expect(findCycle()).toBeNull();
});

describe('a door', () => {
  const doors = files.filter(isDoor).filter((file) => file !== 'shared/publication/report/index.ts');

  test.each(doors)('%s only exports names of its own module', (door) => {
    const code = sources
      .get(door)!
      .replaceAll(/^export (?:type )?(?:\{[^}]*\}|\* as \w+) from '\.[^']+';\n/gm, '');
    expect(code.replaceAll(/\/\*\*[\s\S]*?\*\/|\/\/.*$/gm, '').trim()).toBe('');
    expect(importsOf(door).filter((file) => moduleOf(file) !== moduleOf(door))).toEqual([]);
  });

  test.each(doors.filter((door) => !COLLECTIONS.includes(dirname(door))))('%s exports few names', (door) => {
    expect(namesOf(door).length).toBeLessThanOrEqual(MAX_NAMES);
  });

  test.each(doors)('%s exports only names that another module uses', (door) => {
    const users = between.filter(({ to }) => to === door).map(({ from }) => sources.get(from)!);
    const unused = namesOf(door)
      .map((name) => name.replace(/^type /, ''))
      .filter((name) => !users.some((source) => new RegExp(`\\b${name}\\b`).test(source)));
    expect(unused).toEqual([]);
  });
});

test('the statistics and the audit import no library for AWS', () => {
  const importing = files.filter(
    (file) => /^shared\/(stats|audit|contracts)\//.test(file) && /from '@aws-/.test(sources.get(file)!),
  );
  expect(importing).toEqual([]);
});

test('every AWS client limits its requests, so that none can wait without end', () => {
  const unlimited = [...sources].flatMap(([file, source]) =>
    [...source.matchAll(/new (?:[A-Z]\w+Client)\(([^;]*?)\)(?=[;,)\n.])/g)]
      .filter(([, settings]) => !/requestHandler|clientSettings|LIMITS/.test(settings!))
      .map(([call]) => `${file}: ${call}`),
  );
  expect(unlimited.filter((one) => !one.startsWith('bench/'))).toEqual([]);
});

test('the offline audit loads no library for AWS', () => {
  const loaded = new Set(['cli/commands/data/audit.ts']);
  for (const file of loaded) {
    // Type imports are erased, and dynamic imports load only when they run.
    const imports = sources.get(file)!.matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)'/gm);
    for (const [, specifier] of imports) {
      expect(`${file} imports ${specifier}`).not.toContain(' imports @aws-');
      if (specifier!.startsWith('.'))
        loaded.add(normalize(join(dirname(file), specifier!)).replaceAll('\\', '/'));
    }
  }
  expect(loaded.size).toBeGreaterThan(200);
});
