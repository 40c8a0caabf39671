import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildSync } from 'esbuild';

/** The root of the checkout. */
export const ROOT = join(import.meta.dirname, '..');

/** CommonJS dependencies call `require`, which an ES module does not have. The alias is one that no dependency uses. */
const REQUIRE =
  "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);";

/**
 * Bundles one Lambda function, with every dependency, into `index.mjs` and its source map.
 * The same sources give the same bytes in every checkout, so an unchanged function keeps its asset hash.
 * Identifiers stay as written: names in errors and stack traces are worth more than the bytes.
 *
 * @param entry path of the module that exports `handler`, relative to the root of the checkout
 * @param outdir directory to write to, created when missing
 * @throws when the sources do not bundle; the message names the places
 */
export function bundle(entry: string, outdir: string): void {
  const result = buildSync({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    // Nothing is written here; the source map's paths are relative to it, whatever `outdir` is.
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
