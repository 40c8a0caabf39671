import type { Manifest } from '../../contracts/index.ts';
import { MANIFEST } from '../manifest.ts';
import { SIGNATURE } from '../signature.ts';
import { extraFault, type SnapshotFolder, visibleName } from './folder.ts';

/** Maximum number of entries in the folder of a snapshot. A snapshot has about 25 files. */
const MAX_SNAPSHOT_ENTRIES = 1000;

export interface Surroundings {
  readonly faults: readonly string[];
  /** Whether the medium can show files that the manifest does not name. */
  readonly isListed: boolean;
}

/** Checks the name of a snapshot's folder, and that it contains no other file than the manifest names. */
export async function verifyPlace(folder: SnapshotFolder, listed: Manifest): Promise<Surroundings> {
  const faults: string[] = [];
  if (folder.ownName !== null && folder.ownName !== listed.snapshot)
    faults.push(
      `the folder is named ${visibleName(folder.ownName)}, but ${MANIFEST} is the one of snapshot ${listed.snapshot}: the folder was renamed or copied, or its manifest was swapped. Compare with the folder ${listed.snapshot} of study ${listed.study}`,
    );
  const names = new Set([MANIFEST, SIGNATURE, ...listed.files.map(({ name }) => name)]);
  const folders = new Set(
    [...names].filter((name) => name.includes('/')).map((name) => name.slice(0, name.indexOf('/') + 1)),
  );
  for (const under of ['', ...folders]) {
    const entries = await folder.list(under, MAX_SNAPSHOT_ENTRIES);
    if (entries === null) return { faults, isListed: false };
    if (entries.length > MAX_SNAPSHOT_ENTRIES)
      faults.push(
        `${under || 'the folder'} has more than ${MAX_SNAPSHOT_ENTRIES} entries: not all were compared`,
      );
    for (const entry of entries.slice(0, MAX_SNAPSHOT_ENTRIES)) {
      const path = under + entry.name;
      const isKnown = entry.kind === 'folder' ? folders.has(`${path}/`) : names.has(path);
      if (!isKnown || entry.kind === 'link' || entry.kind === 'other')
        faults.push(extraFault(entry, visibleName(path), names));
    }
  }
  return { faults, isListed: true };
}
