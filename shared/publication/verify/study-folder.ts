import { snapshotsFolder } from '../../contracts/index.ts';
import { lockKey, publicStateKey } from '../keys.ts';
import { extraFault, type FolderEntry, type SnapshotFolder, visibleName } from './folder.ts';

/** Maximum number of entries in the folder of a study: one per snapshot, at one snapshot every 15 minutes for years. */
const MAX_STUDY_ENTRIES = 200_000;

const SNAPSHOT_ID = /^\d{8}T\d{6}Z-[0-9a-f]{12}$/;
/** A longer number could not be read exactly. */
const NUMBERED = /^[1-9]\d{0,14}\.json$/;
const POINTERS = ['latest.json', 'history.json'];
/** The publisher's own file about the public edition. It is beside the internal snapshots, and no snapshot refers to it. */
const STATE = publicStateKey('').slice(snapshotsFolder('').length);

/** The locked protocol. It is beside the internal snapshots, and the locks in all snapshots must fit it. */
export const LOCK = lockKey('').slice(snapshotsFolder('').length);

/** The names in the folder of a study. */
export interface StudyListing {
  /** The folders with the name of a snapshot. */
  readonly snapshots: readonly string[];
  /** The numbers in `chain/`. */
  readonly numbers: readonly number[];
  /** The files in `history/`, for example `history/20260301T093000Z-0123456789ab-01234567.json`. */
  readonly parts: readonly string[];
  /** Whether the folder holds the publisher's file about the public edition. It belongs to internal editions only. */
  readonly hasPublicState: boolean;
  readonly faults: readonly string[];
}

/** Whether a text from outside is the name of a snapshot. It cannot lead out of the folder. */
export const isSnapshotId = (name: string): boolean => SNAPSHOT_ID.test(name);

/** Lists the folder of a study. Null if the medium cannot list. */
export async function listStudy(study: SnapshotFolder): Promise<StudyListing | null> {
  const top = await study.list('', MAX_STUDY_ENTRIES);
  if (top === null) return null;
  const faults: string[] = [];
  const within = async (under: string) => {
    const entries = (await study.list(under, MAX_STUDY_ENTRIES)) ?? [];
    if (entries.length > MAX_STUDY_ENTRIES)
      faults.push(
        `${under || 'the folder'} has more than ${MAX_STUDY_ENTRIES} entries: not all were compared`,
      );
    return entries.slice(0, MAX_STUDY_ENTRIES);
  };
  const names = (
    under: string,
    entries: readonly FolderEntry[],
    belongs: (entry: FolderEntry) => boolean,
  ) => {
    const known = [...entries.filter(belongs).map(({ name }) => name), ...(under === '' ? POINTERS : [])];
    for (const entry of entries)
      if (!belongs(entry)) faults.push(extraFault(entry, visibleName(under + entry.name), known));
    return entries.filter(belongs).map(({ name }) => name);
  };
  const shown = names('', await within(''), ({ name, kind }) =>
    kind === 'file' ? [...POINTERS, STATE, LOCK].includes(name) : kind === 'folder' && isStudyFolder(name),
  );
  const numbered = names('chain/', await within('chain/'), isFile(NUMBERED));
  const parts = names('history/', await within('history/'), isFile(/^[0-9A-Za-z-]+\.json$/));
  return {
    snapshots: shown.filter(isSnapshotId),
    numbers: numbered.map((name) => Number.parseInt(name, 10)),
    parts: parts.map((name) => `history/${name}`),
    hasPublicState: shown.includes(STATE),
    faults,
  };
}

const isStudyFolder = (name: string): boolean => isSnapshotId(name) || ['chain', 'history'].includes(name);

const isFile =
  (pattern: RegExp) =>
  ({ name, kind }: FolderEntry): boolean =>
    kind === 'file' && pattern.test(name);
