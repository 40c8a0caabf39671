import pMap from 'p-map';
import { manifest } from '../../contracts/index.ts';
import { several } from '../../lib/index.ts';
import { MANIFEST } from '../manifest.ts';
import type { ChainEnd, FoundManifest, WalkedChain } from './chain-walk.ts';
import { changesFaults } from './changes-again.ts';
import { MAX_MANIFEST_BYTES } from './files.ts';
import { type SnapshotFolder, subfolder } from './folder.ts';
import type { ChainHead } from './head.ts';
import { parse } from './parse.ts';
import { type Verification, type VerifyOptions, verify } from './verify.ts';

/** Snapshots whose files are compared concurrently. Each holds its files in memory. */
const CONCURRENT_SNAPSHOTS = 4;

export interface StudyOptions extends Omit<VerifyOptions, 'recompute'> {
  /** The snapshot to verify. Its place in the chain is checked, but not the files of other snapshots. */
  readonly only?: string | undefined;
  /** Whether to compute the figures of all snapshots again, and not only those of the newest. */
  readonly all?: boolean | undefined;
  /** A head of the chain from a trusted source. */
  readonly head?: ChainHead | undefined;
  /** Receives the progress: the current activity, and the number of snapshots that are done. */
  readonly onProgress?: ((activity: string, done: number, total: number) => void) | undefined;
}

export const progressOf = (
  onProgress: NonNullable<StudyOptions['onProgress']>,
  activity: string,
  total: number,
): (() => void) => {
  let done = 0;
  return () => onProgress(activity, ++done, total);
};

interface SnapshotsInput {
  readonly walked: WalkedChain;
  readonly manifests: ReadonlyMap<string, FoundManifest>;
  readonly end: ChainEnd | null;
  readonly options: StudyOptions;
}

/** Verifies the files of the snapshots, or of the only one that the reader wants to verify. */
export async function verifySnapshots(
  study: SnapshotFolder,
  { walked, manifests, end, options }: SnapshotsInput,
) {
  const { only, all = false, key, now, onProgress = () => {} } = options;
  const main = only ?? end?.id;
  const ids = only === undefined ? [...manifests.keys()] : [only];
  if (main !== undefined && !ids.includes(main)) ids.push(main);
  const [passed, faults, notes]: [string[], string[], string[]] = [[], [], []];
  const done = progressOf(onProgress, 'verifying the files of snapshots', ids.length);
  const results = new Map<string, Verification>();
  const verifyOne = async (id: string) => {
    const own = id === main ? options : { key, now };
    results.set(id, await verify(subfolder(study, id), { ...own, recompute: all || id === main }));
    done();
  };
  await pMap(ids, verifyOne, { concurrency: all ? 1 : CONCURRENT_SNAPSHOTS });
  let [verified, recomputed] = [0, 0];
  for (const id of ids) {
    const result = results.get(id)!;
    faults.push(...result.faults.map((fault) => (id === main ? fault : `${id}: ${fault}`)));
    if (id === main) {
      passed.push(...result.passed);
      notes.push(...result.notes);
    } else if (result.faults.length === 0) verified += 1;
    if (result.isRecomputed && id !== main) recomputed += 1;
    if (all || id === main) faults.push(...(await changesOf(study, result, walked, id === main)));
  }
  if (verified > 0)
    passed.push(
      `${several(verified, 'other snapshot')}: all files have the size and SHA-256 that the manifests give${recomputed > 0 ? `, and the figures of ${recomputed} follow from their cells` : ''}`,
    );
  return { passed, faults, notes, main: main === undefined ? null : (results.get(main) ?? null) };
}

/** Compares the changes in operations.json with the previous snapshot, if that one is in the chain. */
async function changesOf(
  study: SnapshotFolder,
  { manifest: listed }: Verification,
  { chain }: WalkedChain,
  isMain: boolean,
): Promise<string[]> {
  const id = listed?.previous;
  if (!listed || !id || !chain.some((one) => one.id === id)) return [];
  const folder = subfolder(study, id);
  const body = await folder.read(MANIFEST, MAX_MANIFEST_BYTES);
  const before = parse(MANIFEST, manifest, body ?? undefined).value;
  if (!before) return [];
  const current = { folder: subfolder(study, listed.snapshot), listed };
  const faults = (await changesFaults(current, { folder, listed: before })) ?? [];
  return faults.map((fault) => (isMain ? fault : `${listed.snapshot}: ${fault}`));
}
