import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { buildSync } from 'esbuild';

export const ROOT = join(import.meta.dirname, '..');

/** CommonJS dependencies call `require`, which an ES module does not have. No dependency uses this alias. */
const REQUIRE =
  "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);";

/**
 * Entries of threads that a bundle may start, by the module that starts them. Each becomes a file next to `index.mjs`,
 * with the name of the entry. A thread cannot start within a bundle, and its code would delay every cold start.
 */
const THREADS: Readonly<Record<string, string>> = {
  'shared/imports/containers/parquet/parquet-thread.ts':
    'shared/imports/containers/parquet/parquet-worker.ts',
};

/**
 * Folders of files that a module reads when it loads, by this module. Such a folder is next to the module, and next to
 * `index.mjs`.
 */
const ASSETS: Readonly<Record<string, string>> = {
  'shared/publication/report/assets.ts': 'shared/publication/report/assets',
};

/**
 * Modules that replace others. The variant of vega-canvas for Node.js awaits an optional package at its top level, which
 * delays every cold start, and which some hosts of functions cannot load. Its variant for browsers finds no canvas, and
 * charts that are drawn as SVG need none.
 */
const REPLACED: Readonly<Record<string, string>> = {
  'vega-canvas': join(ROOT, 'node_modules/vega-canvas/build/vega-canvas.browser.js'),
};

/**
 * Bundles one Lambda function, with every dependency, into `index.mjs` and its source map. Its threads are bundled in
 * the same way, and its assets are copied. The same sources give the same bytes in every checkout, so an unchanged
 * function keeps its asset hash. Identifiers are not shortened, because errors and stack traces name them.
 *
 * @param entry path of the module that exports `handler`, relative to the root of the checkout
 * @param outdir directory to write to, created if missing
 * @throws if the sources do not bundle; the message lists the locations
 * @see docs/decisions/0010-bundle-with-esbuild-directly.md
 */
export function bundle(entry: string, outdir: string): void {
  mkdirSync(outdir, { recursive: true });
  const modules = bundleModule(entry, 'index', outdir);
  for (const [module, thread] of Object.entries(THREADS))
    if (modules.includes(module)) bundleModule(thread, basename(thread, '.ts'), outdir);
  for (const [module, folder] of Object.entries(ASSETS))
    if (modules.includes(module)) copyAssets(folder, join(outdir, basename(folder)));
}

/** Copies a folder without the settings of the TypeScript compiler. */
const copyAssets = (folder: string, to: string): void =>
  cpSync(join(ROOT, folder), to, { recursive: true, filter: (file) => extname(file) !== '.json' });

/** @returns the modules of the bundle, by their paths relative to the root of the checkout */
function bundleModule(entry: string, name: string, outdir: string): string[] {
  const result = buildSync({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    // Nothing is written here. The paths of the source map are relative to this path, for any `outdir`.
    outfile: `bundle/${name}.mjs`,
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    alias: REPLACED,
    minifySyntax: true,
    minifyWhitespace: true,
    sourcemap: true,
    sourcesContent: false,
    legalComments: 'none',
    banner: { js: REQUIRE },
    logLevel: 'silent',
  });
  for (const file of result.outputFiles) writeFileSync(join(outdir, basename(file.path)), file.contents);
  return Object.keys(result.metafile.inputs);
}
