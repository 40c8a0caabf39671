import type { KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { protocolHash } from '../../../shared/contracts/index.ts';
import { codeVersion, several } from '../../../shared/lib/index.ts';
import { MADE_UP, publicKeyOf } from '../../../shared/publication/index.ts';
import { POST_HOC } from '../../../shared/publication/lock/index.ts';
import {
  type ChainHead,
  NOT_RECOMPUTED,
  readHead,
  type Verification,
  verify as verifySnapshot,
  verifyStudy,
} from '../../../shared/publication/verify/index.ts';
import { CommandError, plain, type Step, step, usageError } from '../../command-line/terminal.ts';
import { checkFile, readProtocol } from '../../files/protocol-file.ts';
import { openPublishedPlace } from './snapshot-folders.ts';

export interface VerifyCommandOptions {
  readonly sha256?: string;
  readonly head?: string;
  readonly key?: string;
  readonly protocol?: string;
  readonly codeVersion?: string;
  readonly all?: boolean;
}

/** Maximum number of listed faults. */
const MAX_LISTED_FAULTS = 20;
/** Maximum length of a file with a public key in characters. */
const MAX_KEY_LENGTH = 10_000;
const SHA256 = /^[0-9a-f]{64}$/;

/**
 * `primum verify`: checks that a published snapshot follows from its cells, that its files match its manifest, and its
 * place in the chain of its study. In the folder of a study, it checks all snapshots.
 */
export async function verifyCommand(place: string, given: VerifyCommandOptions): Promise<void> {
  const { all = false, ...trusted } = given;
  const options = await readTrusted(trusted);
  const { study, snapshot } = await openPublishedPlace(place);
  const { name } = snapshot ?? study!;
  const only = snapshot?.ownName ?? undefined;
  const found = await step(`Verifying ${name}`, async (progress) => {
    progress.begin('reading its files and recomputing its figures');
    const isInStudy = study !== null && (snapshot === null || only !== undefined);
    const verification = isInStudy
      ? await verifyStudy(study, { ...options, only, all, onProgress: showing(progress) })
      : outsideAStudy(await verifySnapshot(snapshot!, options), options.head);
    return [verification, several(verification.faults.length, 'fault')];
  });
  printChecks(found);
  if (found.faults.length > 0) throw new CommandError(`${plain(name)} is not verified`);
  const isBacked = trusted.sha256 !== undefined || trusted.key !== undefined || found.isUnderHead;
  console.log(conclusion(found, isBacked, trusted.head !== undefined));
}

/** The verification of a snapshot without the chain of its study. A head then only backs its own snapshot. */
function outsideAStudy(verification: Verification, head: ChainHead | undefined) {
  const isUnderHead = head !== undefined && head.hash === verification.manifestHash;
  const fault =
    head === undefined || isUnderHead
      ? []
      : [
          'the given head is not this snapshot, and its chain cannot be checked outside of the folder of its study',
        ];
  return {
    ...verification,
    isUnderHead,
    faults: [...verification.faults, ...fault],
    notes: [...verification.notes, OUTSIDE_A_STUDY],
  };
}

const OUTSIDE_A_STUDY =
  'the folder around the snapshot has no latest.json and no history.json, so its place in the chain was not checked: verify it in the folder of its study';

const showing =
  (progress: Step) =>
  (activity: string, done: number, total: number): void =>
    total === 0 ? progress.show(activity) : progress.at(done, total, activity);

/** Reads the knowledge that the user trusts. */
async function readTrusted({ sha256, head, key, protocol, codeVersion }: Omit<VerifyCommandOptions, 'all'>) {
  if (sha256 !== undefined && !SHA256.test(sha256))
    throw usageError('--sha256 takes 64 hex digits: the SHA-256 of manifest.json');
  return {
    sha256,
    codeVersion,
    head: head === undefined ? undefined : orUsageError('--head', () => readHead(head)),
    key: key === undefined ? undefined : await readPublicKey(key),
    protocolHash: protocol === undefined ? undefined : await readProtocolHash(protocol),
  };
}

async function readPublicKey(file: string): Promise<KeyObject> {
  await checkFile(file, MAX_KEY_LENGTH);
  const content = await readFile(file);
  return orUsageError(`--key ${plain(file)}`, () => publicKeyOf(content));
}

const readProtocolHash = async (given: string): Promise<string> =>
  SHA256.test(given) ? given : protocolHash(await readProtocol(given));

function orUsageError<T>(option: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw usageError(`${option}: ${(error as Error).message}`);
  }
}

function printChecks(found: Verification): void {
  const { manifest, faults, passed, notes, isRecomputed } = found;
  if (manifest?.edition === 'public' && !isRecomputed)
    console.log(
      'Public edition: the figures were NOT recomputed, because it contains no cells and no rows. Its hashes, chain, schemas and files were checked.',
    );
  if (manifest)
    console.log(
      `Snapshot ${plain(manifest.snapshot)} of study ${plain(manifest.study)}, verdict ${plain(manifest.verdict)}${manifest.madeUp ? ` (${MADE_UP.toLowerCase()})` : ''}${manifest.postHoc ? ` (${POST_HOC.toLowerCase()})` : ''}`,
    );
  for (const check of passed) console.log(`✔ ${plain(check)}`);
  for (const note of notes.slice(0, MAX_LISTED_FAULTS)) console.log(`! ${plain(note)}`);
  if (notes.length > MAX_LISTED_FAULTS) console.log(`! … and ${notes.length - MAX_LISTED_FAULTS} more`);
  for (const fault of faults.slice(0, MAX_LISTED_FAULTS)) console.log(`✖ ${plain(fault)}`);
  if (faults.length > MAX_LISTED_FAULTS) console.log(`✖ … and ${faults.length - MAX_LISTED_FAULTS} more`);
  const other = codeVersionNote(found);
  if (other) console.log(other);
}

/**
 * Another possible cause of a difference: different code. Null if files are damaged, or this code made the snapshot.
 */
function codeVersionNote({ manifest, passed, faults }: Verification): string | null {
  const own = codeVersion();
  if (!manifest || passed.length === 0 || manifest.codeVersion === own) return null;
  const made = `Made by code ${plain(manifest.codeVersion)}, checked by ${own}`;
  return faults.length === 0
    ? `${made}: both give the same result.`
    : `${made}: a difference may come from the code. Verify the snapshot with the version that made it.`;
}

/** @param isBacked whether a hash, head or key from a source that the user trusts backs the manifest */
function conclusion(
  { manifestHash, isRecomputed }: Verification,
  isBacked: boolean,
  hasHead: boolean,
): string {
  const unbacked = hasHead
    ? 'This snapshot is newer than the given head, which backs earlier snapshots only. '
    : '';
  const end = isBacked
    ? 'The manifest is backed by the hash, head or key that you gave.'
    : `${unbacked}If someone forges cells and figures consistently, only the hash of the manifest reveals it:\n  compare ${manifestHash} with the hash from a source that you trust, by --sha256, --head or --key.`;
  const open = isRecomputed ? ['Not recomputed:', ...NOT_RECOMPUTED.map((what) => `  • ${what}`)] : [];
  return [...open, `Verified. ${end}`].join('\n');
}
