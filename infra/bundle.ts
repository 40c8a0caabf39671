import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildSync } from 'esbuild';

export const ROOT = join(import.meta.dirname, '..');

/** CommonJS dependencies call `require`, which an ES module does not have. No dependency uses this alias. */
const REQUIRE =
  "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);";

/**
 * Bundles one Lambda function, with every dependency, into `index.mjs` and its source map. The same sources give the
 * same bytes in every checkout, so an unchanged function keeps its asset hash. Identifiers are not minified: readable
 * names in errors and stack traces are worth more than the bytes.
 *
 * @param entry path of the module that exports `handler`, relative to the root of the checkout
 * @param outdir directory to write to, created if missing
 * @throws if the sources do not bundle; the message lists the locations
 */
export function bundle(entry: string, outdir: string): void {
  const result = buildSync({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    // esbuild writes no file here. The paths in the source map are relative to this path, independently of `outdir`.
    outfile: 'bundle/index.mjs',
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    minifySyntax: true,
    minifyWhitespace: true,
    sourcemap: true,
    sourcesContent: false,
    legalComments: 'none',
    banner: { js: REQUIRE },
    logLevel: 'silent',
  });
  mkdirSync(outdir, { recursive: true });
  for (const file of result.outputFiles) writeFileSync(join(outdir, basename(file.path)), file.contents);
}
