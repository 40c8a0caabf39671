import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { seededRandom } from '../shared/lib/index.ts';
import type { Configuration } from './configurations/index.ts';

/**
 * SHA-256, in hex, of the code that draws, audits and measures studies: all reachable modules, bundled and without
 * comments and spaces. A figure that other code measured is out of date.
 */
export async function codeVersion(): Promise<string> {
  const bundled = await build({
    entryPoints: [fileURLToPath(new URL('./measure/index.ts', import.meta.url))],
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    legalComments: 'none',
  });
  return sha256(bundled.outputFiles[0]!.text);
}

/** The hash of the code and of one configuration with its scenario. Words and numbers of studies do not matter. */
export function configurationVersion(code: string, { variants, looks, claimsOnly }: Configuration): string {
  const worlds = Object.entries(variants).map(([name, spec]) => [
    name,
    spec,
    spec.scenario(seededRandom(1), spec),
  ]);
  return sha256(JSON.stringify([code, worlds, looks, claimsOnly])).slice(0, 16);
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
