import type { Operations } from '../../shared/contracts/operations.ts';
import type { Snapshot } from '../../shared/contracts/snapshot.ts';
import { snapshotId } from '../../shared/publication/keys.ts';
import { madeUpField } from '../../shared/publication/made-up.ts';
import { digest, type Files, MANIFEST } from '../../shared/publication/manifest.ts';
import { renderSnapshot } from '../../shared/publication/render.ts';
import type { FolderEntry, SnapshotFolder } from '../../shared/publication/verify/index.ts';
import { audit } from './audit.ts';
import { cellsFileOf } from './cells-file.ts';
import { sampleOperations } from './sample-operations.ts';
import { type Sample, sampleInput } from './sample-study.ts';

const TIME = '2026-03-01T09:30:00Z';

/** The files of a made-up study's snapshot. `forge` can change the audit and the operations data before. */
export async function sampleSnapshot(
  sample: Sample,
  forge: (audit: Snapshot) => Snapshot = (audit) => audit,
  changes: Operations['changes'] = null,
  lock?: Operations['lock'],
): Promise<Files> {
  const input = sampleInput(sample);
  const made = forge(audit(input));
  const id = snapshotId(TIME, made.inputs);
  const operations = {
    ...sampleOperations(changes),
    ...madeUpField(made.protocol),
    study: made.study,
    snapshot: id,
    time: TIME,
    ...(lock && { lock }),
  };
  const meta = { id, time: TIME, previous: changes?.since ?? null };
  return renderSnapshot(made, operations, meta, await cellsFileOf(input.cells, input.settings.criteria));
}

/** A folder in memory. Its name is the one of the snapshot, unless another is given. */
export const folderOf = (files: Files, ownName: string | null = null): SnapshotFolder => ({
  name: 'the folder',
  ownName,
  read: async (file) => files.get(file) ?? null,
  list: async (under) => entriesUnder(files.keys(), under),
});

/** The entries directly under a path, as a directory lists them. */
export function entriesUnder(paths: Iterable<string>, under: string): FolderEntry[] {
  const entries = new Map<string, FolderEntry>();
  for (const path of paths) {
    if (!path.startsWith(under)) continue;
    const [name, ...rest] = path.slice(under.length).split('/') as [string, ...string[]];
    entries.set(name, { name, kind: rest.length > 0 ? 'folder' : 'file' });
  }
  return [...entries.values()];
}

/** The same files with one of them replaced, and a manifest that matches. */
export function withForged(files: Files, name: string, body: Uint8Array): Files {
  const listed = JSON.parse(Buffer.from(files.get(MANIFEST)!).toString());
  for (const entry of listed.files) if (entry.name === name) Object.assign(entry, digest(body));
  return new Map([...files, [name, body], [MANIFEST, Buffer.from(`${JSON.stringify(listed, null, 1)}\n`)]]);
}
