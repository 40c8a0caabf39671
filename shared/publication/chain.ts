import { type Latest, latest, type Manifest, manifest } from '../contracts/index.ts';
import { decodeJson, encodeJson, OwnError } from '../lib/index.ts';
import {
  type ObjectReader,
  type ObjectWriter,
  putOnce,
  type StoredObject,
  swap,
} from '../lib/object-store/index.ts';
import { chainFolder, chainKey, fileKey, latestKey } from './keys.ts';
import { madeUpField } from './made-up.ts';
import { type ChainLink, digest, MANIFEST } from './manifest.ts';
import { encodeSignature, type ManifestSigner, SIGNATURE } from './signature.ts';

/**
 * The place of the next snapshot after the latest one.
 *
 * Older code writes no number. After a rollback to such code, the numbers continue after those that are taken.
 */
export async function nextLink(
  objects: ObjectReader,
  study: string,
  before: Latest | null,
): Promise<ChainLink> {
  const previousManifest = before?.manifest.sha256 ?? null;
  if (!before || before.number !== undefined) return { number: (before?.number ?? 0) + 1, previousManifest };
  const taken = await highestNumber(objects, study);
  const claim = await objects.get(chainKey(study, taken));
  const isNext = claim && decodeJson(manifest, claim.body).previousManifest === previousManifest;
  return { number: isNext ? taken : taken + 1, previousManifest };
}

async function highestNumber(objects: ObjectReader, study: string): Promise<number> {
  let highest = 0;
  for await (const key of objects.list(chainFolder(study)))
    highest = Math.max(highest, Number(/(\d+)\.json$/.exec(key)?.[1] ?? 0));
  return highest;
}

/** `overtaken`: a publisher that is still running has moved `latest.json` in the meantime. */
type Finishing = 'nothing to finish' | 'finished' | 'overtaken';

/**
 * Finishes the snapshots that publishers claimed after the latest one and did not finish, because they crashed.
 * @param next the place after the latest snapshot
 * @throws if a claim does not continue the latest snapshot
 */
export async function finishClaimed(ports: FinishPorts, study: string, next: ChainLink): Promise<Finishing> {
  const { objects } = ports;
  let { number, previousManifest } = next;
  for (;;) {
    const key = chainKey(study, number);
    const claim = await objects.get(key);
    if (!claim) return number > next.number ? 'finished' : 'nothing to finish';
    const seen = await objects.get(latestKey(study));
    if (seen && decodeJson(latest, seen.body).manifest.sha256 !== previousManifest) return 'overtaken';
    if (decodeJson(manifest, claim.body).previousManifest !== previousManifest)
      throw new OwnError(
        `${key} does not continue the snapshot in ${latestKey(study)}: restore the version of ${latestKey(study)} that names the newest snapshot`,
      );
    // If the publisher of the claim is still running, both write the same bytes.
    if (!(await finish(ports, claim.body, seen))) return 'overtaken';
    number += 1;
    previousManifest = digest(claim.body).sha256;
  }
}

/**
 * Claims the number of a manifest for its snapshot, before the manifest is written. Therefore, each number
 * belongs to one snapshot, and a snapshot of an interrupted or overtaken publisher has no manifest.
 * @returns the manifest that has the number: the given one, or the one of a faster publisher
 * @see docs/decisions/0125-manifests-form-a-chain.md
 */
export async function claimNumber(
  objects: ObjectWriter,
  study: string,
  { number }: ChainLink,
  body: Uint8Array,
): Promise<Uint8Array> {
  const key = chainKey(study, number);
  if (await objects.put(key, body, null)) return body;
  const claim = await objects.get(key);
  if (!claim) throw new OwnError(`${key} was deleted while a snapshot was published`);
  return claim.body;
}

/** The ports with which a claimed snapshot is finished. */
export interface FinishPorts {
  readonly objects: ObjectWriter;
  /** Signs the manifest. If it is absent, the snapshot has no signature. */
  readonly sign?: ManifestSigner | undefined;
}

/**
 * Writes a claimed manifest into the folder of its snapshot, signs it, and makes the snapshot the latest.
 * @param seen `latest.json` as this publisher found it. Null if there was none.
 * @returns false if another publisher replaced `latest.json` in the meantime
 */
export async function finish(
  { objects, sign }: FinishPorts,
  body: Uint8Array,
  seen: StoredObject | null,
): Promise<boolean> {
  const listed = decodeJson(manifest, body);
  const { study, snapshot } = listed;
  await putOnce(objects, fileKey(study, snapshot, MANIFEST), body);
  // If another publisher signed the manifest before, its signature stays: ECDSA never gives the same bytes twice.
  if (sign) await objects.put(fileKey(study, snapshot, SIGNATURE), encodeSignature(await sign(body)), null);
  return swap(objects, latestKey(study), encodeJson(latest, latestOf(listed, body)), seen);
}

const latestOf = (listed: Manifest, body: Uint8Array): Latest => {
  const { study, snapshot, time, number, postHoc, verdict, inputs } = listed;
  return {
    schemaVersion: 1,
    ...{ study, snapshot, time, number },
    ...madeUpField(listed),
    ...(postHoc !== undefined && { postHoc }),
    ...{ verdict, inputs },
    manifest: { key: `${snapshot}/${MANIFEST}`, ...digest(body) },
  };
};
