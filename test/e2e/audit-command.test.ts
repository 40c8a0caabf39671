import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { primum } from '../support/command-line.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const COLUMNS = 'study,judgment,clinician,specialty,at,first,second,outcome,first.harmlessness';
const row = (study: string, judgment: string, outcome: string) =>
  `${study},${judgment},Dr. Ada,oncology,2026-03-01T09:30:00Z,aster,borage,${outcome},1`;

async function audit(name: string, rows: readonly string[], ...more: string[]) {
  const file = join(folder, `${name}.csv`);
  writeFileSync(file, [COLUMNS, ...rows].join('\n'));
  const out = join(folder, name);
  return { ...(await primum(['audit', file, '--out', out, ...more], { cwd: folder })), out };
}

test('a table with a study name is audited as that study, and the files are at the printed paths', async () => {
  const { code, stdout, stderr } = await audit('named', [
    row('heart', 'j1', 'tie'),
    row('heart', 'j2', 'first'),
  ]);
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('Study heart: 2 votes and 2 rated answers by 1 clinician from');
  const report = /^Report: (.*)$/m.exec(stdout)?.[1] ?? '';
  expect(existsSync(report)).toBe(true);
});

test('refused rows do not affect other rows, give exit code 3, and are shown with line and reason', async () => {
  const rows = [row('heart', 'j1', 'tie'), row('heart', 'j2', 'third'), row('lung', 'j3', 'tie')];
  const { code, stdout, stderr } = await audit('mixed', rows);
  expect(code).toBe(3);
  expect(stdout).toContain('Study heart: 1 vote and');
  expect(stderr).toMatch(
    /not counted: 1 × invalid_value; the first at line 3: outcome: must be one of "first"/,
  );
  expect(stderr).toMatch(/not counted: 1 × wrong_study; the first at line 4: study: /);
  const path = /in (\S+rejects\.jsonl)$/m.exec(stderr)?.[1] ?? '';
  const rejects = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { line: number; message: string });
  expect(rejects.map(({ line }) => line)).toEqual([3, 4]);
  expect(rejects.map(({ message }) => message)).toEqual([
    expect.stringContaining('outcome'),
    expect.stringContaining('study'),
  ]);
  expect(readFileSync(path, 'utf8')).not.toContain('Dr. Ada');
});

test('rows that contradict an earlier one give exit code 3, and are shown with their lines', async () => {
  const columns = 'study,judgment,clinician,specialty,at,first,second,outcome';
  const vote = (outcome: string) => `heart,7,Dr. Ada,oncology,2026-03-01T09:30:00Z,aster,borage,${outcome}`;
  const file = join(folder, 'conflicts.csv');
  writeFileSync(file, [columns, ...['first', 'second', 'tie'].map(vote)].join('\n'));
  const { code, stderr } = await primum(['audit', file, '--out', join(folder, 'conflicts')], { cwd: folder });
  expect(code).toBe(3);
  expect(stderr).toContain('3 records, 0 rejected, 2 in conflict with another of the same id and revision');
  expect(stderr).toMatch(
    /not counted: 2 × conflict; the first at line 3: this judgment also has other content/,
  );
  const path = /2 events contradict another .* in (\S+rejects\.jsonl)$/m.exec(stderr)?.[1] ?? '';
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).line)).toEqual([3, 4]);
});

test('duplicates and stale events are counted by kind, and give exit code 0', async () => {
  const columns = 'study,judgment,clinician,specialty,at,first,second,outcome,revision';
  const vote = (judgment: string, outcome: string, revision: number) =>
    `heart,${judgment},Dr. Ada,oncology,2026-03-01T09:30:00Z,aster,borage,${outcome},${revision}`;
  const rows = [vote('j1', 'tie', 2), vote('j1', 'tie', 2), vote('j1', 'first', 1), vote('j2', 'tie', 1)];
  const file = join(folder, 'repeated.csv');
  writeFileSync(file, [columns, ...rows].join('\n'));
  const { code, stderr } = await primum(['audit', file, '--out', join(folder, 'repeated')], { cwd: folder });
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('4 records, 0 rejected, 1 duplicate, 1 stale');
});

test('an export of another tool is audited with its mapping, and records counted by a rule are reported', async () => {
  const file = join(folder, 'battles.csv');
  writeFileSync(file, 'who,a,b,better\nDr. Ada,aster,borage,A\nDr. Bea,borage,aster,=\n');
  const columns = { clinician: 'who', first: 'a', second: 'b', outcome: 'better' };
  const labels = { outcome: { A: 'first', B: 'second', '=': 'tie' } };
  writeFileSync(`${file}.mapping.json`, JSON.stringify({ row: 'vote', columns, labels }));
  const { code, stdout, stderr } = await primum(['audit', file, '--out', join(folder, 'mapped')], {
    cwd: folder,
  });
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('2 votes and 0 rated answers by 2 clinicians');
  expect(stderr).toMatch(/2 records without a specialty/);
});

test('generated data are audited as made up by the command that the generator prints, also from a folder given as *', async () => {
  const scale = [
    '--votes',
    '80',
    '--clinicians',
    '20',
    '--models',
    '3',
    '--specialties',
    '2',
    '--format',
    'csv',
  ];
  const generated = await primum(['generate', 'generated', ...scale], { cwd: folder });
  expect(generated.code, generated.stderr).toBe(0);
  const printed = /npm run primum -- (audit .*)$/m.exec(generated.stdout)?.[1] ?? '';
  const all = ['protocol.json', 'ratings.csv', 'votes.csv'].map((name) => join('generated', name));
  for (const command of [
    printed.split(' '),
    ['audit', ...all, '--study', 'moove-demo', '--protocol', all[0]!],
  ]) {
    const { code, stdout, stderr } = await primum([...command, '--out', 'made-up'], { cwd: folder });
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^\nMADE UP: .*\nStudy moove-demo: 80 votes and/);
  }

  const { code, stderr } = await primum(['audit', ...all], { cwd: folder });
  expect(code).toBe(2);
  expect(stderr).toContain(`${all[0]} is a protocol, not data: pass it as --protocol ${all[0]}`);
});

test("an operator's file with pseudonyms is refused with the remedy, and read with --trust-pseudonyms", async () => {
  const columns = 'judgment,pseudonym,specialty,at,first,second,outcome';
  const file = join(folder, 'exported.csv');
  writeFileSync(file, `${columns}\nj1,${'0a'.repeat(16)},oncology,2026-03-01T09:30:00Z,aster,borage,tie\n`);
  const refused = await primum(['audit', file, '--out', 'refused'], { cwd: folder });
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/invalid_value; the first at line 2: pseudonym: .*--trust-pseudonyms/);
  const { code, stdout, stderr } = await primum(['audit', file, '--trust-pseudonyms', '--out', 'trusted'], {
    cwd: folder,
  });
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('1 vote');
  const inspected = await primum(['inspect', file, '--trust-pseudonyms'], { cwd: folder });
  expect(inspected.code, inspected.stderr).toBe(0);
});

test('an audit with other settings than a locked protocol is labelled post hoc, and one without it is not', async () => {
  const locked = join(folder, 'locked.json');
  writeFileSync(locked, JSON.stringify({ tolerance: { composite: 0.1 } }));
  const rows = [row('heart', 'j1', 'tie')];
  const labelled = await audit('post-hoc', rows, '--locked-protocol', locked);
  expect(labelled.code, labelled.stderr).toBe(0);
  expect(labelled.stdout).toContain('  • tolerance.composite: locked 0.1, now 0.2');
  const { stdout } = await audit('not-locked', rows);
  expect(stdout).not.toMatch(/post hoc/i);
});
