import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { writingTo } from '../../../cli/files/file-errors.ts';
import { writingObjects } from '../../../cli/files/run-objects.ts';
import { writeWholeFile } from '../../../cli/files/whole-file.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();
const FULL = '/dev/full';

/** A name for an incomplete file that is on a full disk. */
function onFullDisk(name: string): string {
  const partial = join(folder, name);
  symlinkSync(FULL, partial);
  return partial;
}

test('a file appears with all of its content, and replaces the former one', async () => {
  const path = join(folder, 'deep', 'events.jsonl');
  await writeWholeFile(path, ['a\n', 'b\n']);
  expect(readFileSync(path, 'utf8')).toBe('a\nb\n');
  await writeWholeFile(path, 'c\n', { isPacked: true });
  expect(gunzipSync(readFileSync(path)).toString()).toBe('c\n');
  expect(readdirSync(join(folder, 'deep'))).toEqual(['events.jsonl']);
});

test('a new file does not replace an existing one', async () => {
  const path = join(folder, 'mapping.json');
  writeFileSync(path, 'mine');
  await expect(writeWholeFile(path, 'yours', { isNew: true })).rejects.toMatchObject({ code: 'EEXIST' });
  expect(readFileSync(path, 'utf8')).toBe('mine');
});

test.runIf(existsSync(FULL))('a full disk gives a sentence, and leaves the former file', async () => {
  const path = join(folder, 'kept.jsonl');
  writeFileSync(path, 'former');
  const partial = onFullDisk('kept.partial');
  await expect(writeWholeFile(path, ['x'.repeat(1 << 20)], { partial })).rejects.toMatchObject({
    name: 'CommandError',
    exitCode: 1,
    message: `${path} cannot be written, because the disk is full: free space or choose another place, and repeat the command`,
  });
  expect(readFileSync(path, 'utf8')).toBe('former');
  expect(existsSync(partial)).toBe(false);
});

test('an error of the content is not reported as one of the file, and leaves no file', async () => {
  const path = join(folder, 'broken.jsonl');
  const lines = async function* () {
    yield 'a\n';
    throw new Error('the table does not answer');
  };
  await expect(writeWholeFile(path, lines())).rejects.toThrow('the table does not answer');
  expect(readdirSync(folder).filter((name) => name.startsWith('broken'))).toEqual([]);
});

test('an error of another file is not reported as one of the folder that is written', async () => {
  const error = Object.assign(new Error('no'), { code: 'EACCES', path: join(folder, 'input.csv') });
  const work = async () => {
    throw error;
  };
  await expect(writingTo(join(folder, 'out'), work)).rejects.toBe(error);
  await expect(writingTo(folder, work)).rejects.toMatchObject({ exitCode: 1 });
});

test('objects of work that fails are removed, and those of earlier work stay', async () => {
  const root = join(folder, 'out');
  const bytes = (text: string) => new TextEncoder().encode(text);
  await writingObjects(root, (objects) => objects.put('snapshots/s/latest.json', bytes('1'), null));
  const work = writingObjects(root, async (objects) => {
    await objects.put('snapshots/s/2026/snapshot.json', bytes('2'), null);
    await objects.put('snapshots/s/latest.json', bytes('2'), null);
    throw Object.assign(new Error('full'), { code: 'ENOSPC' });
  });
  await expect(work).rejects.toMatchObject({ exitCode: 1, message: expect.stringContaining(root) });
  expect(readdirSync(root, { recursive: true }).sort()).toEqual([
    'snapshots',
    join('snapshots', 's'),
    join('snapshots', 's', 'latest.json'),
  ]);
  expect(readFileSync(join(root, 'snapshots/s/latest.json'), 'utf8')).toBe('1');
});
