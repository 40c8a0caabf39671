import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/**
 * The version of the code that makes an audit: `<package version>+<8 hex digits>`, as in `0.1.0+3f9a01c2`. The
 * digits are the beginning of a SHA-256 over path and content of every TypeScript, JavaScript and CSS file under
 * `shared/` and `functions/`. Two audits with the same code version were therefore made by the same statements.
 *
 * It reads the source checkout around this file, and does not work in a bundle. A deployed function gets its code
 * version from the environment.
 *
 * @param root the checkout
 * @see docs/decisions/0004-code-version-is-a-digest.md
 */
export function codeVersion(root: string = join(import.meta.dirname, '../..')): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const hash = createHash('sha256');
  for (const path of sourceFiles(root)) {
    const content = readFileSync(join(root, path));
    // The lengths separate the parts, so that the end of one cannot be read as the beginning of the next.
    hash.update(`${path.length}:${path}${content.length}:`).update(content);
  }
  return `${version}+${hash.digest('hex').slice(0, 8)}`;
}

/** Paths relative to the checkout, with `/`, in code-unit order. The result is the same on every machine. */
function sourceFiles(root: string): string[] {
  return globSync('{shared,functions}/**/*.{ts,js,css}', { cwd: root })
    .map((path) => path.replaceAll(sep, '/'))
    .sort();
}
