import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Files } from '../../shared/publication/manifest.ts';
import { primum } from '../support/command-line.ts';
import { sampleSnapshot } from '../support/sample-snapshot.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const HOSTILE = '\u202egnp.exe';

function write(name: string, files: Files): void {
  for (const [file, body] of files) {
    const path = join(folder, name, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, body);
  }
}

beforeAll(async () => {
  const models = ['aster', HOSTILE, 'clover'];
  write('older', await sampleSnapshot({ votes: 300, models }));
  write('newer', await sampleSnapshot({ votes: 700, models, dangerous: HOSTILE }));
  write('other', await sampleSnapshot({ votes: 10, study: 'other' }));
});

const diff = (...parameters: string[]) => primum(['diff', ...parameters], { cwd: folder });

test('two snapshots are compared: verdict first, then the other changes', async () => {
  const { code, stdout, stderr } = await diff('older', 'newer');
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/^Study demo: \S+ → \S+\n\nVerdict: /);
  expect(stdout).toContain('Totals: votes +400, rated answers +800, clinicians +0');
  expect(stdout).toMatch(/�gnp\.exe, cardiology, Harmlessness: [\w ]+ → confirmed/);
  expect(stdout).toMatch(/�gnp\.exe, all specialties, Harmlessness: \d+\.\d% → \d+\.\d%/);
  expect(stdout).not.toContain('\u202e');
});

test('all changes are printed as JSON with --json', async () => {
  const { stdout } = await diff('older', 'newer', '--json');
  const { changes, zones, rates } = JSON.parse(stdout);
  expect(changes.totals.votes).toBe(400);
  expect(zones).toEqual(expect.arrayContaining(changes.zones));
  expect(rates).toEqual(expect.arrayContaining(changes.rates));
});

test('a snapshot has no changes from itself', async () => {
  const { stdout } = await diff('older', 'older');
  expect(stdout).toMatch(/Verdict: .*, unchanged\nTotals: votes \+0/);
  expect(stdout.match(/: no change/g)).toHaveLength(8);
});

test('snapshots of two studies, or none, are an error of use; a damaged snapshot is a failure', async () => {
  for (const [older, newer] of [
    ['older', 'other'],
    ['older', 'nowhere'],
  ] as const)
    expect(await diff(older, newer)).toMatchObject({ code: 2, stdout: '' });
  const files = await sampleSnapshot({ votes: 20 });
  write('damaged', new Map([...files, ['snapshot.json', files.get('snapshot.json')!.subarray(1)]]));
  const { code, stderr } = await diff('older', 'damaged');
  expect(code).toBe(1);
  expect(stderr).toContain('snapshot.json is not the file that was published');
});
