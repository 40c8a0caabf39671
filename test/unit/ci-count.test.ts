import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';

const ROOT = join(import.meta.dirname, '../..');
const folder = temporaryFolder();

function count(report: object): string[] {
  const file = join(folder, 'report.json');
  writeFileSync(file, JSON.stringify(report));
  return execFileSync(process.execPath, [join(ROOT, '.ci/count.mjs'), file], { cwd: ROOT, encoding: 'utf8' })
    .trimEnd()
    .split('\n');
}

test('the count of tests names each skipped test, and ends with a line of numbers', () => {
  const lines = count({
    numPassedTests: 1,
    numFailedTests: 0,
    numPendingTests: 1,
    numTodoTests: 0,
    testResults: [
      {
        name: join(ROOT, 'test/contract/store.test.ts'),
        status: 'passed',
        assertionResults: [
          { status: 'passed', fullName: 'the memory store records' },
          { status: 'skipped', fullName: 'DynamoDB Local: Java is not installed' },
        ],
      },
    ],
  });
  expect(lines).toEqual([
    'not run: DynamoDB Local: Java is not installed (test/contract/store.test.ts)',
    '1 passed, 0 failed, 1 skipped',
  ]);
});

test('the count of tests is one line if all tests ran', () => {
  const assertionResults = [{ status: 'passed', fullName: 'a' }];
  const testResults = [{ name: 'a.test.ts', status: 'passed', assertionResults }];
  expect(
    count({ numPassedTests: 1, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults }),
  ).toEqual(['1 passed, 0 failed']);
});
