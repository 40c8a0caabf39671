import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSnapshotFolder } from '../../../cli/commands/check/snapshot-folders.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const root = temporaryFolder();

/** A folder of a snapshot with a manifest and the file or directory that `make` creates. */
async function folderWith(name: string, make: (path: string) => void) {
  const folder = join(root, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'manifest.json'), '{}');
  make(join(folder, 'report.html'));
  return openSnapshotFolder(folder);
}

test.each<[string, (path: string) => void]>([
  ['a directory', (path) => mkdirSync(path)],
  ['a pipe that nobody writes to', (path) => execFileSync('mkfifo', [path])],
  ['a link to a device without end', (path) => symlinkSync('/dev/zero', path)],
])('%s in place of a file is an error, and is neither waited for nor read', async (name, make) => {
  const folder = await folderWith(name, make);
  await expect(folder.read('report.html', Number.MAX_SAFE_INTEGER)).rejects.toThrow(
    /report\.html cannot be read: it is not a file$/,
  );
});

test('an error about a link to itself names the snapshot file', async () => {
  const folder = await folderWith('loop', (path) => symlinkSync('report.html', path));
  await expect(folder.read('report.html', 10)).rejects.toThrow(/report\.html cannot be read: ELOOP$/);
});

test('an invalid address is an error of use', async () => {
  await expect(openSnapshotFolder('http://[::bad')).rejects.toMatchObject({
    message: 'http://[::bad is not an address',
    exitCode: 2,
  });
});
