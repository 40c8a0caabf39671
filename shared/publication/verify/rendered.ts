import type { Manifest, Operations, Snapshot } from '../../contracts/index.ts';
import { type Files, MANIFEST, metaOf } from '../manifest.ts';
import { type EvidenceFile, renderSnapshot } from '../render.ts';

/** The content of a snapshot from which all other files follow. */
export interface SnapshotContent {
  readonly audit: Snapshot;
  readonly status: Operations;
  /** Null in a public edition. */
  readonly evidence: EvidenceFile | null;
}

/**
 * Renders all files of a snapshot again from its figures, and compares the bytes.
 *
 * @param files the published files, with the manifest
 * @returns a sentence per difference
 */
export async function unlikeRendered(
  files: Files,
  { audit, status, evidence }: SnapshotContent,
  listed: Manifest,
): Promise<string[]> {
  const expected = await renderSnapshot(audit, status, metaOf(listed), evidence);
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
