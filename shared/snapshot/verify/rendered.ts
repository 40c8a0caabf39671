import type { Snapshot } from '../../contracts/snapshot.ts';
import { CELLS } from '../cells/cells-file.ts';
import { type Files, MANIFEST, type Manifest } from '../manifest.ts';
import type { Operations } from '../operations.ts';
import { renderSnapshot } from '../render.ts';

/**
 * Whether the files of a snapshot are those that its figures give: renders all of them again and compares bytes.
 *
 * @param files those published, with the manifest
 * @returns what is not, a sentence each
 */
export async function unlikeRendered(
  files: Files,
  audit: Snapshot,
  beside: Operations,
  { snapshot, time, previous }: Manifest,
): Promise<string[]> {
  const expected = await renderSnapshot(audit, beside, { id: snapshot, time, previous }, files.get(CELLS)!);
  const missing = [...expected.keys()].filter((name) => !files.has(name));
  const unknown = [...files.keys()].filter((name) => !expected.has(name));
  const altered = [...files].flatMap(([name, body]) => {
    const again = expected.get(name);
    return again && Buffer.compare(body, again) !== 0 ? [{ name, how: firstDifference(body, again) }] : [];
  });
  // A manifest of altered files is itself not the one that would be written: that goes without saying.
  const others = altered.filter(({ name }) => name !== MANIFEST);
  return [
    ...missing.map((name) => `${name} is missing from the manifest`),
    ...unknown.map((name) => `${name} is in the manifest and is no file of a snapshot`),
    ...(others.length > 0 ? others : altered).map(({ name, how }) => `${name} ${how}`),
  ];
}

/** Characters shown of a line that differs. */
const SHOWN = 60;

function firstDifference(published: Uint8Array, expected: Uint8Array): string {
  const [found, wanted] = [published, expected].map((body) => new TextDecoder().decode(body).split('\n')) as [
    string[],
    string[],
  ];
  const at = found.findIndex((line, index) => line !== wanted[index]);
  const line = at < 0 ? found.length : at;
  if (line >= found.length) return `does not belong to the figures: it ends before line ${line + 1}`;
  const [is, should] = [found[line] ?? '', wanted[line] ?? ''];
  const from = Math.max(0, commonStart(is, should) - SHOWN / 3);
  const shown = (text: string) => JSON.stringify(text.slice(from, from + SHOWN));
  return `does not belong to the figures: line ${line + 1} holds ${shown(is)} where ${shown(should)} belongs`;
}

function commonStart(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}
