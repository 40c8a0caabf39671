import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const HANDLER = 'functions/record-votes/index.ts';

/** Files of the project that run while a vote is recorded by the function that the handler calls. */
async function filesRun(): Promise<string[]> {
  const program = join(import.meta.dirname, '../support/files-run-by-a-vote.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [program], { cwd: ROOT });
  return stdout.split('\n').filter((file) => /^(functions|shared)\//.test(file));
}

/** Files that the page on the architecture lists in the life of a vote. */
function filesListed(): string[] {
  const page = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
  const [, chapter = ''] = /\n## The life of a vote\n(.*?)\n## /s.exec(page) ?? [];
  return [...chapter.matchAll(/^\d+\. `([^`]+)`/gm)].map(([, file]) => file!);
}

test('the page on the architecture lists exactly the files that run for a vote', async () => {
  expect(filesListed().sort()).toEqual([HANDLER, ...(await filesRun())].sort());
});
