import { claimSettings, type Manifest, publishedLock, studyLock } from '../../contracts/index.ts';
import { readOperations } from './changes-again.ts';
import { type SnapshotFolder, subfolder } from './folder.ts';
import { parseWhole } from './parse.ts';
import { LOCK } from './study-folder.ts';

/** Maximum size of the file. A protocol has at most 1,000 models and as many specialties. */
const MAX_LOCK_BYTES = 2_000_000;

/**
 * Compares the file with the locked protocol with the lock that the newest snapshot states. The snapshots of a study may
 * be copied without the file.
 * @param newest the manifest of the newest snapshot
 */
export async function lockFileFaults(study: SnapshotFolder, newest: Manifest | null): Promise<string[]> {
  const body = await study.read(LOCK, MAX_LOCK_BYTES);
  if (!body) return [];
  if (newest?.edition === 'public')
    return [`${LOCK} belongs to the internal editions, and is not part of what was published: remove it`];
  if (body.length > MAX_LOCK_BYTES)
    return [`${LOCK} has more than ${MAX_LOCK_BYTES} bytes: it is not a lock of Primum`];
  const { value, faults } = parseWhole(LOCK, studyLock, body);
  if (!value || !newest) return [...faults];
  const folder = subfolder(study, newest.snapshot);
  const stated = (await readOperations({ folder, listed: newest }))?.lock;
  const { study: name, at, snapshots, protocol } = value;
  const own = publishedLock({ at, snapshots, settings: claimSettings(protocol) });
  // A lock that is younger than the newest snapshot is not stated yet.
  const isStated = stated === undefined || JSON.stringify(own) === JSON.stringify(stated);
  if (name === newest.study && isStated) return [...faults];
  return [
    ...faults,
    `${LOCK} differs from the lock that ${newest.snapshot}/operations.json states: the file was altered, swapped, or written again`,
  ];
}
