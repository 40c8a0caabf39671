import { type Manifest, manifest, type Operations, type Snapshot } from '../../contracts/index.ts';
import { encodeJson } from '../../lib/index.ts';
import { CELLS } from '../cells/cells-file.ts';
import { type Files, MANIFEST, manifestOf, metaOf } from '../manifest.ts';
import { renderSnapshot } from '../render.ts';

/**
 * Renders all files of a snapshot again from its figures, and compares the bytes.
 *
 * @param files the published files, with the manifest
 * @returns a sentence per difference
 */
export async function unlikeRendered(
  files: Files,
  audit: Snapshot,
  status: Operations,
  listed: Manifest,
): Promise<string[]> {
  const expected = await expectedFiles(files, audit, status, listed);
  const missing = [...expected.keys()].filter((name) => !files.has(name));
  const unknown = [...files.keys()].filter((name) => !expected.has(name));
  const altered = [...files].flatMap(([name, body]) => {
    const again = expected.get(name);
    return again && Buffer.compare(body, again) !== 0 ? [{ name, how: firstDifference(body, again) }] : [];
  });
  // If other files were altered, the manifest also differs, so it is not reported.
  const others = altered.filter(({ name }) => name !== MANIFEST);
  return [
    ...missing.map((name) => `${name} is missing from the manifest`),
    ...unknown.map((name) => `${name} is in the manifest, but is not a file of a snapshot`),
    ...(others.length > 0 ? others : altered).map(({ name, how }) => `${name} ${how}`),
  ];
}

async function expectedFiles(
  files: Files,
  audit: Snapshot,
  status: Operations,
  listed: Manifest,
): Promise<Files> {
  const meta = metaOf(listed);
  const cells = files.get(CELLS);
  if (cells) return renderSnapshot(audit, status, meta, cells);
  // A public edition has all files except the cells.
  const rendered = [...(await renderSnapshot(audit, status, meta, new Uint8Array()))];
  const others = new Map(rendered.filter(([name]) => name !== CELLS && name !== MANIFEST));
  return others.set(MANIFEST, encodeJson(manifest, manifestOf(audit, meta, others)));
}

/** Maximum number of characters of a differing line in a message. */
const MAX_LINE_CHARACTERS = 60;

function firstDifference(published: Uint8Array, expected: Uint8Array): string {
  const [found, wanted] = [published, expected].map((body) => new TextDecoder().decode(body).split('\n')) as [
    string[],
    string[],
  ];
  const at = found.findIndex((line, index) => line !== wanted[index]);
  const line = at < 0 ? found.length : at;
  if (line >= found.length) return `does not match the figures: it ends before line ${line + 1}`;
  const [is, should] = [found[line] ?? '', wanted[line] ?? ''];
  const from = Math.max(0, commonStart(is, should) - MAX_LINE_CHARACTERS / 3);
  const shown = (text: string) => JSON.stringify(text.slice(from, from + MAX_LINE_CHARACTERS));
  return `does not match the figures: line ${line + 1} is ${shown(is)} instead of ${shown(should)}`;
}

function commonStart(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}
