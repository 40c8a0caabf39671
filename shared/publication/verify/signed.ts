import type { KeyObject } from 'node:crypto';
import { type Signature, signature } from '../../contracts/index.ts';
import { MANIFEST } from '../manifest.ts';
import { fingerprintOf, isSignedBy, SIGNATURE } from '../signature.ts';
import type { SnapshotFolder } from './folder.ts';
import { parseWhole } from './parse.ts';

const MAX_SIGNATURE_BYTES = 10_000;

type ReadSignature = { readonly value: Signature | null; readonly faults: readonly string[] };

/** Reads the signature of a manifest. Null if there is none. */
async function readSignature(folder: SnapshotFolder): Promise<ReadSignature | null> {
  const stored = await folder.read(SIGNATURE, MAX_SIGNATURE_BYTES);
  if (!stored) return null;
  if (stored.length > MAX_SIGNATURE_BYTES)
    return {
      value: null,
      faults: [`${SIGNATURE} has more than ${MAX_SIGNATURE_BYTES} bytes: it is not a signature of Primum`],
    };
  return parseWhole(SIGNATURE, signature, stored);
}

/** Checks the form of the signature, if there is one. Only a reader with the key can check more. */
export const signatureFormFaults = async (folder: SnapshotFolder): Promise<readonly string[]> =>
  (await readSignature(folder))?.faults ?? [];

/**
 * Checks the signature of a manifest.
 * @param body the bytes of the manifest
 * @returns the faults, one sentence each
 */
export async function signatureFaults(
  folder: SnapshotFolder,
  body: Uint8Array,
  key: KeyObject,
): Promise<readonly string[]> {
  const read = await readSignature(folder);
  if (!read)
    return [`${SIGNATURE} is missing: the snapshot is not signed, or somebody removed its signature`];
  const { value, faults } = read;
  if (!value) return faults;
  const own = fingerprintOf(key);
  if (value.key !== undefined && value.key !== own)
    return [
      ...faults,
      `${SIGNATURE} was made with another key, with the fingerprint ${value.key}: the given key has ${own}`,
    ];
  if (!isSignedBy(key, body, value))
    return [
      ...faults,
      value.key === undefined
        ? `${SIGNATURE} does not fit ${MANIFEST} and the given key: the manifest was altered, or another key signed it`
        : `${SIGNATURE} does not fit ${MANIFEST}, although it names the given key: the manifest or the signature was altered`,
    ];
  return faults;
}
