import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { snapshotFolder } from '../../../local/snapshot-folders.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const root = temporaryFolder();

/** A folder of a snapshot that holds, besides its manifest, what `make` puts at a path. */
async function folderWith(name: string, make: (path: string) => void) {
  const folder = join(root, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'manifest.json'), '{}');
  make(join(folder, 'report.html'));
  return snapshotFolder(folder);
}

test.each<[string, (path: string) => void]>([
  ['a directory', (path) => mkdirSync(path)],
  ['a pipe that nobody writes to', (path) => execFileSync('mkfifo', [path])],
  ['a link to a device without end', (path) => symlinkSync('/dev/zero', path)],
])('%s in place of a file is named, and neither waited for nor read', async (name, make) => {
  const folder = await folderWith(name, make);
  await expect(folder.read('report.html', Number.MAX_SAFE_INTEGER)).rejects.toThrow(
    /report\.html cannot be read: it is no file$/,
  );
});

test('a link to itself is told by the file that it stands for', async () => {
  const folder = await folderWith('loop', (path) => symlinkSync('report.html', path));
  await expect(folder.read('report.html', 10)).rejects.toThrow(/report\.html cannot be read: ELOOP$/);
});

test('what is no address is a mistake of whoever gave it', async () => {
  await expect(snapshotFolder('http://[::bad')).rejects.toMatchObject({
    message: 'http://[::bad is no address',
    exitCode: 2,
  });
});
