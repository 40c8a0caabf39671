import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { transformSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../infra/bundle.ts';
import type { Resource } from './stack-under-test.ts';

const run = promisify(execFile);
const MEBIBYTE = 2 ** 20;
const ASSETS = join(ROOT, 'shared/publication/report/assets');

/** Synthesises in a new process, as a command line does, and returns its complete output. */
async function synthesiseWith(outdir: string, ...nodeOptions: string[]): Promise<string> {
  const script = `
    const { synthesise } = await import(${JSON.stringify(pathToFileURL(join(ROOT, 'infra/synthesise.ts')).href)});
    const outdir = ${JSON.stringify(outdir)};
    if ((await synthesise({ outdir })) !== outdir) throw new Error('synthesise returned another directory');`;
  const args = [...nodeOptions, '--input-type=module', '--eval', script];
  const { stdout, stderr } = await run(process.execPath, args, { cwd: ROOT });
  return stdout + stderr;
}

/** The functions of a synthesised template, with their names in logs and the directories of their bundles. */
function bundlesIn(outdir: string): Array<{ name: string; directory: string; environment: string[] }> {
  const template = JSON.parse(readFileSync(join(outdir, 'Primum.template.json'), 'utf8'));
  return Object.values<Resource>(template.Resources)
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties }) => ({
      name: Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME,
      directory: join(outdir, `asset.${Properties.Code.S3Key.replace(/\.zip$/, '')}`),
      environment: Object.keys(Properties.Environment.Variables),
    }));
}

let temporary: string;
let printed: string;
beforeAll(async () => {
  temporary = mkdtempSync(join(tmpdir(), 'primum-infra-test-'));
  printed = await synthesiseWith(join(temporary, 'node'));
});
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

describe('synthesising', () => {
  it('prints nothing if it succeeds', () => {
    expect(printed).toBe('');
  });

  it('bundles four functions, each one small enough to start quickly', () => {
    const bundles = bundlesIn(join(temporary, 'node'));
    expect(bundles.map(({ name }) => name).sort()).toEqual([
      'check-integrity',
      'import-export',
      'publish-snapshot',
      'record-votes',
    ]);
    for (const { directory } of bundles) {
      expect(statSync(join(directory, 'index.mjs')).size).toBeLessThan(5 * MEBIBYTE);
      expect(statSync(join(directory, 'index.mjs.map')).size).toBeGreaterThan(0);
    }
  });

  it('creates identical bundles under tsx and in another directory', async () => {
    const elsewhere = join(temporary, 'deeper', 'tsx');
    expect(await synthesiseWith(elsewhere, '--import', 'tsx')).toBe('');
    const hashes = (outdir: string) =>
      bundlesIn(outdir).map(({ directory }) => directory.slice(outdir.length));
    expect(hashes(elsewhere)).toEqual(hashes(join(temporary, 'node')));
  });
});

describe('a bundle', () => {
  it('loads in an empty directory without dependencies, and exports a handler', async () => {
    for (const { directory, environment } of bundlesIn(join(temporary, 'node'))) {
      const env = Object.fromEntries(environment.map((name) => [name, 'x']));
      const script = `
        const { handler } = await import(${JSON.stringify(pathToFileURL(join(directory, 'index.mjs')).href)});
        process.stdout.write(typeof handler);`;
      const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], {
        cwd: temporary,
        env: { ...env, NODE_OPTIONS: '--enable-source-maps', AWS_REGION: 'eu-central-1' },
      });
      expect(stdout).toBe('function');
    }
  });

  it('has no await at its top level, and neither have its threads', () => {
    const modules = bundlesIn(join(temporary, 'node')).flatMap(({ directory }) =>
      globSync('*.mjs', { cwd: directory }).map((name) => join(directory, name)),
    );
    expect(modules.length).toBeGreaterThan(4);
    // CommonJS has no await at the top level, so esbuild refuses to convert such a module.
    const converted = (code: string) => transformSync(code, { format: 'cjs', logLevel: 'silent' });
    expect(() => converted('await 0')).toThrow(/Top-level await/);
    for (const module of modules) expect(() => converted(readFileSync(module, 'utf8'))).not.toThrow();
  });

  it('of the publisher is next to the style and the script of the report', () => {
    const holders = bundlesIn(join(temporary, 'node')).filter(({ directory }) =>
      readdirSync(directory).includes('assets'),
    );
    expect(holders.map(({ name }) => name)).toContain('publish-snapshot');
    const files = globSync('*.{css,js}', { cwd: ASSETS });
    expect(files).toContain('report.js');
    for (const { directory } of holders) {
      const copied = join(directory, 'assets');
      expect(readdirSync(copied).sort()).toEqual(files.sort());
      for (const file of files)
        expect(readFileSync(join(copied, file))).toEqual(readFileSync(join(ASSETS, file)));
    }
  });

  it('is next to the thread that decodes Parquet, which starts from there', async () => {
    const holders = bundlesIn(join(temporary, 'node')).filter(({ directory }) =>
      readdirSync(directory).includes('parquet-worker.mjs'),
    );
    expect(holders.map(({ name }) => name)).toEqual(['import-export']);
    const { directory } = holders[0]!;
    expect(readFileSync(join(directory, 'index.mjs'), 'utf8')).toContain('./parquet-worker.mjs');
    const script = `
      const { Worker } = await import('node:worker_threads');
      const thread = new Worker(new URL(${JSON.stringify(pathToFileURL(join(directory, 'parquet-worker.mjs')).href)}), { execArgv: [] });
      thread.postMessage({ file: 1, type: 'open', size: 4, limits: {} });
      thread.on('message', ({ type }) => {
        if (type === 'read') thread.postMessage({ file: 1, type: 'bytes', read: 1, bytes: new ArrayBuffer(4) });
        else process.stdout.write(type);
        if (type !== 'read') thread.terminate();
      });`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: temporary,
    });
    expect(stdout).toBe('refused');
  });
});
