import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '../../../cli/files/make-folder.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();

test('a folder is created with its parents, and an existing one is not changed', async () => {
  const deep = join(folder, 'a', 'b', 'c');
  await makeFolder(deep);
  await makeFolder(deep);
  expect(existsSync(deep)).toBe(true);
});

test('a file at the path of a folder is an error', async () => {
  writeFileSync(join(folder, 'taken'), '');
  await expect(makeFolder(join(folder, 'taken'))).rejects.toThrow(/EEXIST/);
  await expect(makeFolder(join(folder, 'taken', 'below'))).rejects.toThrow(/ENOTDIR/);
});

test.runIf(process.platform === 'linux')(
  'the creation of a folder ends if the file system allows no folders',
  async () => {
    await expect(makeFolder('/proc/primum/out')).rejects.toThrow(/ENOENT/);
  },
);
