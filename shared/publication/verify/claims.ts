import pMap from 'p-map';
import { MANIFEST } from '../manifest.ts';
import { type FoundManifest, readManifestAt } from './chain-walk.ts';
import type { SnapshotFolder } from './folder.ts';

/** Maximum number of copies that are read concurrently. */
const CONCURRENT_READS = 16;

/** The copies of manifests in `chain/`, by number. Null if a file is there, but cannot be read. */
export type Claims = ReadonlyMap<number, FoundManifest | null>;

const fileOf = (number: number): string => `chain/${number}.json`;

/** Reads the copies with these numbers, as far as they exist. */
export async function readClaims(study: SnapshotFolder, numbers: Iterable<number>): Promise<Claims> {
  const found = new Map<number, FoundManifest | null>();
  const read = async (number: number) => {
    const one = await readManifestAt(study, fileOf(number));
    if (one || (await study.read(fileOf(number), 1)) !== null) found.set(number, one);
  };
  await pMap(numbers, read, { concurrency: CONCURRENT_READS });
  return found;
}

/**
 * Compares the copies in `chain/` with the chain that `latest.json` leads to.
 * @param chain newest first
 */
export function unlikeClaims(claims: Claims, chain: readonly FoundManifest[]): string[] {
  const faults: string[] = [];
  const numbered = new Map<number, FoundManifest>();
  for (const one of chain) if (one.listed.number !== undefined) numbered.set(one.listed.number, one);
  for (const [number, { id, hash }] of numbered) {
    const copy = claims.get(number);
    if (copy === undefined)
      faults.push(
        `${fileOf(number)} is missing: it was removed, and ${id}/${MANIFEST} is the only proof of its number`,
      );
    else if (copy === null) faults.push(`${fileOf(number)} is not a manifest of Primum: it was altered`);
    else if (copy.id !== id)
      faults.push(
        `${fileOf(number)} names snapshot ${copy.id}, but latest.json leads to ${id} with the same number: the chain is forked, and one of the two was not published by Primum`,
      );
    else if (copy.hash !== hash)
      faults.push(
        `${fileOf(number)} differs from ${id}/${MANIFEST}: one of the two was altered after the publication`,
      );
  }
  const highest = Math.max(0, ...numbered.keys());
  for (const number of [...claims.keys()].sort((a, b) => a - b)) {
    if (numbered.has(number)) continue;
    faults.push(
      number > highest
        ? `${fileOf(number)} continues the snapshot that latest.json names: latest.json was set back to an older snapshot, or a publisher was interrupted, and its next publication finishes this one`
        : `${fileOf(number)} names a snapshot that is not in the chain that latest.json leads to: it was removed from the chain`,
    );
  }
  return faults;
}

/**
 * Describes the snapshots in the folder of a study that are not in the chain.
 * @param others their manifests. Null if the folder has none.
 * @param chain newest first
 */
export function outsideChain(
  others: ReadonlyMap<string, FoundManifest | null>,
  chain: readonly FoundManifest[],
): { faults: string[]; notes: string[] } {
  const [faults, notes]: [string[], string[]] = [[], []];
  const newest = chain[0];
  for (const [id, found] of others) {
    if (!found) {
      notes.push(
        `the folder ${id} has no readable ${MANIFEST}: it is the rest of an interrupted publication, and nothing refers to it`,
      );
      continue;
    }
    const twin = chain.find(
      ({ listed }) =>
        (listed.number !== undefined && listed.number === found.listed.number) ||
        listed.previous === found.listed.previous,
    );
    const continuesNewest = newest !== undefined && found.listed.previous === newest.id;
    faults.push(
      continuesNewest
        ? `snapshot ${id} continues the snapshot that latest.json names: latest.json was set back to an older snapshot, or a publisher was interrupted, and its next publication finishes this one`
        : twin
          ? `snapshot ${id} and snapshot ${twin.id} have the same number or predecessor: the chain is forked. Find out from a trusted head which one was published`
          : `snapshot ${id} is not in the chain that latest.json leads to: it was removed from the chain, or it was added to the folder`,
    );
  }
  return { faults, notes };
}
