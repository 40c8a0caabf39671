import { latest } from '../../../shared/contracts/index.ts';
import { decodeJson } from '../../../shared/lib/index.ts';
import { MANIFEST } from '../../../shared/publication/index.ts';
import type { SnapshotFolder } from '../../../shared/publication/verify/index.ts';
import { CommandError, plain, usageError } from '../../command-line/terminal.ts';
import { folderAt, parentOf } from './folder-media.ts';

/** Maximum size in bytes of a file that only refers to other files. */
const MAX_POINTER_BYTES = 1_000_000;
const LATEST = 'latest.json';

/** A published place: the folder of a study, or the folder of a snapshot. */
export interface PublishedPlace {
  /** Null if the folder around a snapshot is not the one of a study, or cannot be read. */
  readonly study: SnapshotFolder | null;
  /** Null if the place is the folder of a study. */
  readonly snapshot: SnapshotFolder | null;
}

/**
 * Opens a place that a user names by a directory, an http(s) address or `s3://bucket/…`. It may be the folder of a
 * snapshot or its manifest, or the folder of a study or its latest.json.
 * @throws CommandError (used wrongly) if there is no snapshot
 */
export async function openPublishedPlace(place: string): Promise<PublishedPlace> {
  const path = place.replace(/\/?((manifest|latest)\.json)?$/, '');
  const folder = folderAt(path);
  if (await folder.read(MANIFEST, MAX_POINTER_BYTES)) {
    const parent = parentOf(path);
    return { snapshot: folder, study: parent === null ? null : await studyAt(parent) };
  }
  if (await isStudy(folder)) return { snapshot: null, study: folder };
  throw usageError(`there is no snapshot in ${plain(place)}: it has neither ${MANIFEST} nor ${LATEST}`);
}

/** The folder of a study. A study that lost its latest.json still has its history. */
const isStudy = async (folder: SnapshotFolder): Promise<boolean> =>
  (await folder.read(LATEST, MAX_POINTER_BYTES)) !== null ||
  (await folder.read('history.json', MAX_POINTER_BYTES)) !== null;

/** A reader may have the right to read one snapshot, and not the folder around it. */
async function studyAt(path: string): Promise<SnapshotFolder | null> {
  const folder = folderAt(path);
  return (await isStudy(folder).catch(() => false)) ? folder : null;
}

/**
 * Opens the folder of a snapshot. The folder of a study means its latest snapshot.
 * @throws CommandError (used wrongly) if there is no snapshot
 */
export async function openSnapshotFolder(place: string): Promise<SnapshotFolder> {
  const { snapshot, study } = await openPublishedPlace(place);
  if (snapshot) return snapshot;
  const newest = await study!.read(LATEST, MAX_POINTER_BYTES);
  return folderAt(`${study!.name.replace(/\/$/, '')}/${snapshotIn(newest, place)}`);
}

function snapshotIn(newest: Uint8Array | null, place: string): string {
  try {
    const { snapshot } = decodeJson(latest, newest!);
    if (/^[0-9A-Za-z-]+$/.test(snapshot)) return snapshot;
  } catch {}
  throw new CommandError(`the ${LATEST} in ${plain(place)} names no snapshot`);
}
