import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '../../../local/make-folder.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();

test('a folder is made with those above it, and one that is there is left', async () => {
  const deep = join(folder, 'a', 'b', 'c');
  await makeFolder(deep);
  await makeFolder(deep);
  expect(existsSync(deep)).toBe(true);
});

test('a file in the way is told', async () => {
  writeFileSync(join(folder, 'taken'), '');
  await expect(makeFolder(join(folder, 'taken'))).rejects.toThrow(/EEXIST/);
  await expect(makeFolder(join(folder, 'taken', 'below'))).rejects.toThrow(/ENOTDIR/);
});

test.runIf(process.platform === 'linux')('where no folder can be, making one ends', async () => {
  await expect(makeFolder('/proc/primum/out')).rejects.toThrow(/ENOENT/);
});
