import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importsOfFiles } from '../../../cli/commands/data/offline/offline-imports.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'primum-offline-'));
  mkdirSync(join(directory, 'here'));
  writeFileSync(join(directory, 'a.csv'), 'one');
  writeFileSync(join(directory, 'here', 'a.csv'), 'two');
  symlinkSync(join(directory, 'a.csv'), join(directory, 'link.csv'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const versionsOf = async (...files: string[]) => {
  const imports = await importsOfFiles(files, 'moove');
  return imports.map(([, { object, version }]) => `${object} ${version}`);
};

test('a file that is given twice is one import, however its path is written', async () => {
  const file = join(directory, 'a.csv');
  const [first, ...others] = await versionsOf(
    file,
    file,
    `${directory}/./a.csv`,
    join(directory, 'link.csv'),
  );
  expect(others).toEqual([first, first, first]);
});

test('two files are two imports, even if their paths give the same name', async () => {
  const below = join(directory, 'here', 'a.csv');
  // The name omits the steps to parent directories, as it would from another directory.
  const above = `${directory}/here/../a.csv`;
  const [name, ...others] = await versionsOf(below, above);
  expect(others).toEqual([`${name}-2`]);
});
