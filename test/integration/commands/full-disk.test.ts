import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();
const PRIMUM = join(import.meta.dirname, '../../../cli/primum.mjs');

/**
 * Runs a command with a disk of this size at `disk`, and lists the files that it leaves there. Null if the system does not
 * permit to mount a disk.
 */
async function onSmallDisk(size: string, parameters: readonly string[]) {
  const disk = join(folder, 'disk');
  const script = [
    `mkdir -p ${disk} && mount -t tmpfs -o size=${size} tmpfs ${disk} || exit 99`,
    '"$@" >/dev/null; code=$?',
    `find ${disk} -type f >&2`,
    'exit $code',
  ].join('\n');
  const command = [process.execPath, PRIMUM, ...parameters];
  return promisify(execFile)('unshare', ['-Urm', 'sh', '-c', script, 'sh', ...command]).then(
    ({ stderr }) => ({ code: 0, stderr }),
    ({ code, stderr }) =>
      code === 99 || code === 'ENOENT' || (code === 1 && /unshare/.test(stderr)) ? null : { code, stderr },
  );
}

const rows = Array.from(
  { length: 3000 },
  (_, index) =>
    `j${index},dr-${index % 20},cardiology,2026-03-01T09:30:00Z,m${index % 3},m${(index % 3) + 1},first\n`,
);
const votes = join(folder, 'votes.csv');
writeFileSync(votes, `judgment,clinician,specialty,at,first,second,outcome\n${rows.join('')}`);
const bad = join(folder, 'bad.csv');
writeFileSync(
  bad,
  `judgment,clinician,specialty,at,first,second,outcome\n${rows.join('').replaceAll('first\n', 'x\n')}${rows[0]}`,
);

test.for([
  ['generate', '100k', ['generate', join(folder, 'disk/made'), '--votes', '5000']],
  ['audit, while it writes the audit', '100k', ['audit', votes, '--out', join(folder, 'disk/out')]],
  ['audit, while it writes rejects', '100k', ['audit', bad, '--out', join(folder, 'disk/out')]],
] as const)(
  'a full disk during %s gives one sentence and leaves no partial file',
  async (given, { skip }) => {
    const [, size, parameters] = given;
    const ended = await onSmallDisk(size, parameters);
    if (ended === null) return skip('the system does not permit to mount a disk');
    const { code, stderr } = ended;
    expect(code, stderr).toBe(1);
    expect(stderr).toMatch(/primum: \S+ cannot be written, because the disk is full: free space/);
    expect(stderr).not.toMatch(/ {4}at |\.partial/);
    const left = stderr.split('\n').filter((line: string) => line.startsWith(join(folder, 'disk')));
    expect(left.filter((file: string) => !file.includes('/receipts/'))).toEqual([]);
  },
);
