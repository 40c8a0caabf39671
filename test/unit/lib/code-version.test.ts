import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { codeVersion } from '../../../shared/lib/code-version.ts';

const checkouts: string[] = [];
afterEach(() => {
  for (const checkout of checkouts.splice(0)) rmSync(checkout, { recursive: true });
});

/** A checkout of version 1.2.3 with these files, written in this order. */
function checkout(...files: Array<[path: string, content: string]>): string {
  const root = mkdtempSync(join(tmpdir(), 'primum-code-version-'));
  checkouts.push(root);
  for (const [path, content] of [['package.json', '{ "version": "1.2.3" }'] as const, ...files]) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

const RATE = ['shared/stats/rate.ts', 'export const rate = 1;'] as [string, string];
const HANDLER = ['functions/publish/index.ts', 'export const handler = 1;'] as [string, string];

describe('the code version', () => {
  it('is the version of the package and eight hex digits', () => {
    expect(codeVersion(checkout(RATE, HANDLER))).toMatch(/^1\.2\.3\+[0-9a-f]{8}$/);
  });

  it('is known for this checkout', () => {
    expect(codeVersion()).toMatch(/^\d+\.\d+\.\d+\+[0-9a-f]{8}$/);
  });

  it('does not depend on the folder of the files, or on the order in which they were written', () => {
    expect(codeVersion(checkout(RATE, HANDLER))).toBe(codeVersion(checkout(HANDLER, RATE)));
  });

  it('changes if a statement changes', () => {
    const changed: [string, string] = [RATE[0], 'export const rate = 2;'];
    expect(codeVersion(checkout(changed, HANDLER))).not.toBe(codeVersion(checkout(RATE, HANDLER)));
  });

  it('changes if the style or the script of the report changes', () => {
    const assets = 'shared/publication/report/assets';
    const versions = ['layout.css', 'report.js'].flatMap((file) =>
      ['1', '2'].map((content) => codeVersion(checkout(RATE, [`${assets}/${file}`, content]))),
    );
    expect(new Set([...versions, codeVersion(checkout(RATE))]).size).toBe(5);
  });

  it('changes when a file is renamed, added or removed', () => {
    const renamed: [string, string] = ['shared/stats/ratio.ts', RATE[1]];
    const versions = [[RATE, HANDLER], [renamed, HANDLER], [RATE], [RATE, HANDLER, renamed]].map((files) =>
      codeVersion(checkout(...files)),
    );
    expect(new Set(versions).size).toBe(4);
  });

  it('does not change if tests, documents or the deployment change, because they do not affect an audit', () => {
    const elsewhere: Array<[string, string]> = [
      ['test/unit/rate.test.ts', '1'],
      ['infra/app.ts', '2'],
      ['shared/README.md', '3'],
    ];
    expect(codeVersion(checkout(RATE, HANDLER, ...elsewhere))).toBe(codeVersion(checkout(RATE, HANDLER)));
  });
});
