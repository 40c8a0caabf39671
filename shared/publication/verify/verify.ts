import type { KeyObject } from 'node:crypto';
import { type Manifest, manifest } from '../../contracts/index.ts';
import { digest, type Files, MANIFEST } from '../manifest.ts';
import { verifyContent, verifyPublicContent } from './content.ts';
import { type Expectations, futureFault, listFaults, unexpected } from './expectations.ts';
import { MAX_MANIFEST_BYTES, readFiles } from './files.ts';
import type { SnapshotFolder } from './folder.ts';
import { parse } from './parse.ts';
import { verifyPlace } from './place.ts';
import { signatureFaults, signatureFormFaults } from './signed.ts';

/** The result of a verification. */
export interface Verification {
  /** Null if the manifest cannot be read. */
  readonly manifest: Manifest | null;
  /** SHA-256 of `manifest.json`. If it equals the hash from a trusted source, no file was replaced. */
  readonly manifestHash: string | null;
  /** Whether the figures were computed again. False for a public edition, and for files that do not match. */
  readonly isRecomputed: boolean;
  /** The checks that passed, one sentence each. */
  readonly passed: readonly string[];
  /** The checks that failed. Empty if the snapshot is verified. */
  readonly faults: readonly string[];
  /** The checks that were impossible, one sentence each. */
  readonly notes: readonly string[];
}

export interface VerifyOptions extends Expectations {
  /** The manifest's SHA-256 from a trusted source. */
  readonly sha256?: string | undefined;
  /** The public key that must have signed the manifest. */
  readonly key?: KeyObject | undefined;
  /** Whether to compute the figures and render the files again. Otherwise only hashes are compared. */
  readonly recompute?: boolean | undefined;
  readonly now?: Date | undefined;
}

/**
 * Verifies a published snapshot. Each file must match the manifest, the figures must follow from the evidence, and the
 * tables and the report must follow from the figures.
 *
 * If someone replaces the evidence, figures, files and manifest consistently, only the manifest's hash, a signature or the
 * chain of the study reveals it.
 * @see docs/decisions/0050-verification-is-exact.md
 */
export async function verify(folder: SnapshotFolder, options: VerifyOptions = {}): Promise<Verification> {
  const { sha256, key, recompute = true, now = new Date() } = options;
  const body = await folder.read(MANIFEST, MAX_MANIFEST_BYTES);
  if (!body) return failed(null, null, [`there is no ${MANIFEST} in ${folder.name}`]);
  if (body.length > MAX_MANIFEST_BYTES)
    return failed(null, null, [
      `${MANIFEST} has more than ${MAX_MANIFEST_BYTES} bytes: it is not a manifest of Primum`,
    ]);
  const hash = digest(body).sha256;
  const read = parse(MANIFEST, manifest, body);
  if (sha256 !== undefined && sha256 !== hash)
    return failed(read.value, hash, [
      `${MANIFEST} is not the trusted one: expected SHA-256 ${sha256}, found ${hash}`,
    ]);
  if (!read.value) return failed(null, hash, read.faults);
  const listed = read.value;

  const { files, faults } = await readFiles(folder, listed);
  const { faults: placeFaults, isListed } = await verifyPlace(folder, listed);
  const future = futureFault(listed, now);
  const unsigned = key ? await signatureFaults(folder, body, key) : [];
  const outside = [
    ...read.faults,
    ...listFaults(listed),
    ...placeFaults,
    ...unexpected(listed, options),
    ...(future === null ? [] : [future]),
    ...unsigned,
  ];
  if (faults.length > 0) return failed(listed, hash, [...faults, ...outside]);
  if (!key) outside.push(...(await signatureFormFaults(folder)));
  const passed = [
    `all ${files.size} files have the size and SHA-256 that ${MANIFEST} gives`,
    ...(isListed && placeFaults.length === 0 ? ['the folder contains no other file'] : []),
    ...(key && unsigned.length === 0 ? [`the given key signed ${MANIFEST}`] : []),
  ];
  const content = recompute ? await contentOf(new Map([...files, [MANIFEST, body]]), listed) : null;
  return {
    manifest: listed,
    manifestHash: hash,
    isRecomputed: content?.isRecomputed ?? false,
    passed: [...passed, ...(content?.passed ?? [])],
    faults: [...(content?.faults ?? []), ...outside],
    notes: isListed ? [] : [UNLISTED],
  };
}

const UNLISTED =
  'a web server does not list folders, so files that the manifest does not name cannot be seen: verify a copy in a directory or in S3 to find them';

const contentOf = (files: Files, listed: Manifest) =>
  listed.edition === 'public' ? verifyPublicContent(files, listed) : verifyContent(files, listed);

const failed = (
  manifest: Manifest | null,
  manifestHash: string | null,
  faults: readonly string[],
): Verification => ({ manifest, manifestHash, isRecomputed: false, passed: [], faults, notes: [] });
