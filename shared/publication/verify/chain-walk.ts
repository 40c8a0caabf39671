import pMap from 'p-map';
import { type Manifest, manifest } from '../../contracts/index.ts';
import { snapshotId } from '../keys.ts';
import { digest, MANIFEST } from '../manifest.ts';
import { MAX_MANIFEST_BYTES } from './files.ts';
import type { SnapshotFolder } from './folder.ts';
import { parse } from './parse.ts';

/** A manifest in the folder of a study. */
export interface FoundManifest {
  /** The name of its folder, or of the snapshot that a copy in `chain/` names. */
  readonly id: string;
  readonly hash: string;
  /** Without the list of files. */
  readonly listed: Manifest;
}

/** Maximum number of manifests that are read concurrently. */
const CONCURRENT_READS = 16;

/** Reads one manifest. Null if it is missing, too long or not valid: the check of its snapshot says why. */
export async function readManifestAt(
  study: SnapshotFolder,
  file: string,
): Promise<(FoundManifest & { readonly faults: readonly string[] }) | null> {
  const body = await study.read(file, MAX_MANIFEST_BYTES);
  if (!body || body.length > MAX_MANIFEST_BYTES) return null;
  const { value, faults } = parse(file, manifest, body);
  if (!value) return null;
  // A long chain has many manifests, and their lists of files are long.
  return { id: value.snapshot, hash: digest(body).sha256, listed: { ...value, files: [] }, faults };
}

/** Reads the manifests in the folders of snapshots. */
export async function readManifests(
  study: SnapshotFolder,
  ids: Iterable<string>,
  onRead: () => void,
): Promise<Map<string, FoundManifest>> {
  const found = new Map<string, FoundManifest>();
  const read = async (id: string) => {
    const one = await readManifestAt(study, `${id}/${MANIFEST}`);
    if (one) found.set(id, { ...one, id });
    onRead();
  };
  await pMap(ids, read, { concurrency: CONCURRENT_READS });
  return found;
}

/** The start of a walk: the newest snapshot, as a pointer names it. */
export interface ChainEnd {
  readonly id: string;
  readonly hash: string | null;
  readonly number: number | null;
}

export interface WalkedChain {
  /** Newest first. */
  readonly chain: readonly FoundManifest[];
  readonly faults: readonly string[];
  readonly notes: readonly string[];
}

/** The parts of a study that a walk needs. */
export interface ChainSources {
  /** The manifest in the folder of a snapshot. */
  readonly inFolder: (id: string) => Promise<FoundManifest | null>;
  /** The copy of a manifest in `chain/`. */
  readonly copyOf: (number: number) => FoundManifest | null;
  /** The snapshot before another one by the history. Null if the history does not say. */
  readonly before: (id: string) => string | null;
}

/** Follows the chain from the newest snapshot to the first one, and checks each link. */
export async function walkChain(end: ChainEnd, sources: ChainSources, study: string): Promise<WalkedChain> {
  const chain: FoundManifest[] = [];
  const [faults, notes]: [string[], string[]] = [[], []];
  const seen = new Set<string>();
  let expected: ChainEnd & { readonly by: string } = { ...end, by: 'latest.json' };
  for (;;) {
    const { id, number, by } = expected;
    if (seen.has(id)) {
      faults.push(`${by} leads back to snapshot ${id}: the chain is a circle, so its manifests were altered`);
      break;
    }
    seen.add(id);
    const kept = await sources.inFolder(id);
    const copy = number === null ? null : sources.copyOf(number);
    const next = kept ?? (copy?.id === id ? copy : null);
    if (!kept)
      faults.push(
        `snapshot ${id}${number === null ? '' : `, number ${number},`} is missing, although ${by} names it: its folder or its manifest was removed or renamed`,
      );
    if (!next) {
      const earlier = sources.before(id);
      if (earlier === null) {
        notes.push(
          `snapshots before ${id} could not be found, so the chain was not checked to its beginning`,
        );
        break;
      }
      expected = { id: earlier, hash: null, number: number === null ? null : number - 1, by: 'history.json' };
      continue;
    }
    faults.push(...linkFaults(next, expected, study));
    const { listed } = next;
    const successor = chain.at(-1);
    if (successor) faults.push(...orderFaults(listed, successor.listed));
    if (successor?.listed.number !== undefined && listed.number === undefined && successor.listed.number > 1)
      notes.push(
        `snapshot ${id} has no number, although earlier ones have: older code published it after a rollback, or somebody inserted it`,
      );
    chain.push(next);
    if (listed.previous === null) {
      faults.push(...beginningFaults(listed));
      break;
    }
    expected = {
      id: listed.previous,
      hash: listed.previousManifest ?? null,
      number: listed.number === undefined || listed.number === 1 ? null : listed.number - 1,
      by: `${id}/${MANIFEST}`,
    };
  }
  return { chain, faults, notes };
}

function linkFaults(
  { id, hash, listed }: FoundManifest,
  expected: ChainEnd & { readonly by: string },
  study: string,
): string[] {
  return [
    expected.hash !== null &&
      hash !== expected.hash &&
      `${id}/${MANIFEST} has the SHA-256 ${hash}, but ${expected.by} names ${expected.hash}: the manifest was swapped or altered after its publication, or ${expected.by} was forged`,
    listed.study !== study &&
      `${id}/${MANIFEST} is of study ${listed.study}, and not of ${study}: it was swapped`,
    expected.number !== null &&
      listed.number !== undefined &&
      listed.number !== expected.number &&
      `${id}/${MANIFEST} has the number ${listed.number}, but ${expected.by} leads to number ${expected.number}: a snapshot was removed or inserted`,
    snapshotId(listed.time, listed.inputs) !== id &&
      `${id}/${MANIFEST} has another time or other inputs than the name of its folder: it was swapped`,
  ].filter((fault) => fault !== false);
}

const orderFaults = (earlier: Manifest, later: Manifest): string[] =>
  [
    Date.parse(earlier.time) > Date.parse(later.time) &&
      `snapshot ${later.snapshot} has an earlier time than its predecessor ${earlier.snapshot}: its time was forged, or the clock of a publisher was wrong`,
    earlier.edition !== later.edition &&
      `snapshot ${later.snapshot} is ${editionName(later)}, and its predecessor ${earlier.snapshot} is ${editionName(earlier)}: one chain has one edition, so one of the two was relabelled or moved`,
  ].filter((fault) => fault !== false);

const editionName = ({ edition }: Manifest): string =>
  edition === 'public' ? 'a public edition' : 'an internal one';

function beginningFaults({ snapshot, number, previousManifest }: Manifest): string[] {
  return [
    number !== undefined &&
      number !== 1 &&
      `snapshot ${snapshot} has no predecessor, but the number ${number}: earlier snapshots were cut off`,
    typeof previousManifest === 'string' &&
      `snapshot ${snapshot} names the hash of a previous manifest, but no previous snapshot: earlier snapshots were cut off`,
  ].filter((fault) => fault !== false);
}
