import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runProgram } from '../../support/command-line.ts';

const ROOT = join(import.meta.dirname, '../../..');
const PROGRAMS = globSync('{bench,calibration}/**/run.mjs', { cwd: ROOT }).sort();

test('the benchmarks, the scaling model, the simulations and the fault suite are programs', () => {
  expect(PROGRAMS.length).toBeGreaterThanOrEqual(5);
});

test.each(PROGRAMS)('%s prints its help on --help, and measures nothing', async (program) => {
  expect(await runProgram([join(ROOT, program), '--help'])).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^npm run \w+[^\n]*\n\n/),
    stderr: '',
  });
});

test.each(PROGRAMS)('%s ends with code 2 on an unknown parameter, and measures nothing', async (program) => {
  const { code, stdout, stderr } = await runProgram([join(ROOT, program), '--no-such-parameter']);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('--no-such-parameter');
});
