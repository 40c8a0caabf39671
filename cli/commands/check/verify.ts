import { codeVersion, several } from '../../../shared/lib/index.ts';
import { MADE_UP } from '../../../shared/publication/index.ts';
import {
  NOT_RECOMPUTED,
  type Verification,
  verify as verifySnapshot,
} from '../../../shared/publication/verify/index.ts';
import { CommandError, plain, step, usageError } from '../../command-line/terminal.ts';
import { openSnapshotFolder } from './snapshot-folders.ts';

export interface VerifyCommandOptions {
  readonly sha256?: string;
}

/** Maximum number of listed faults. */
const MAX_LISTED_FAULTS = 20;

/** `primum verify`: checks that a published snapshot follows from its cells, and that its files match its manifest. */
export async function verifyCommand(place: string, { sha256 }: VerifyCommandOptions): Promise<void> {
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/.test(sha256))
    throw usageError('--sha256 takes 64 hex digits: the SHA-256 of manifest.json');
  const folder = await openSnapshotFolder(place);
  const found = await step(`Verifying ${folder.name}`, async (progress) => {
    progress.begin('reading its files and recomputing its figures');
    const verification = await verifySnapshot(folder, { sha256 });
    return [verification, several(verification.faults.length, 'fault')];
  });
  const { manifest, faults, passed } = found;
  if (manifest)
    console.log(
      `Snapshot ${plain(manifest.snapshot)} of study ${plain(manifest.study)}, verdict ${plain(manifest.verdict)}${manifest.madeUp ? ` (${MADE_UP.toLowerCase()})` : ''}`,
    );
  for (const check of passed) console.log(`✔ ${check}`);
  for (const fault of faults.slice(0, MAX_LISTED_FAULTS)) console.log(`✖ ${plain(fault)}`);
  if (faults.length > MAX_LISTED_FAULTS) console.log(`✖ … and ${faults.length - MAX_LISTED_FAULTS} more`);
  const other = codeVersionNote(found);
  if (other) console.log(other);
  if (faults.length > 0) throw new CommandError(`${plain(folder.name)} is not verified`);
  console.log(conclusion(found, sha256 !== undefined));
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

function conclusion({ manifestHash }: Verification, trusted: boolean): string {
  const end = trusted
    ? 'The manifest is the trusted one.'
    : `If someone forges cells and figures consistently, only the hash of the manifest reveals it:\n  compare ${manifestHash} with the hash from a source that you trust, by --sha256.`;
  return ['Not recomputed:', ...NOT_RECOMPUTED.map((what) => `  • ${what}`), `Verified. ${end}`].join('\n');
}
