import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { moveEarlierCopy } from '../../../cli/commands/try/demo/earlier-copy.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('the copy of an earlier run is moved out of the way with all of its files, and other studies stay', async () => {
  const out = temporaryFolder();
  for (const study of ['demo', 'other']) {
    mkdirSync(join(out, 'snapshots', study), { recursive: true });
    writeFileSync(join(out, 'snapshots', study, 'latest.json'), study);
  }
  const place = await moveEarlierCopy(out, 'demo', new Date('2026-03-01T09:30:00Z'));
  expect(place).toBe(join(out, 'earlier', 'demo-20260301T093000Z'));
  expect(readFileSync(join(place!, 'latest.json'), 'utf8')).toBe('demo');
  expect(readdirSync(join(out, 'snapshots'))).toEqual(['other']);
});

test('nothing is moved if there is no earlier copy', async () => {
  expect(await moveEarlierCopy(temporaryFolder(), 'demo', new Date())).toBeNull();
});
