import { codeVersion } from '../../shared/code-version.ts';
import { MADE_UP } from '../../shared/snapshot/made-up.ts';
import { several } from '../../shared/snapshot/report/format.ts';
import {
  NOT_RECOMPUTED,
  type Verification,
  verify as verifySnapshot,
} from '../../shared/snapshot/verify/index.ts';
import { snapshotFolder } from '../snapshot-folders.ts';
import { CommandError, plain, step, usageError } from '../terminal.ts';

export interface VerifyCommandOptions {
  readonly sha256?: string;
}

/** Faults told one by one. */
const TOLD = 20;

/** `primum verify`: whether a published snapshot is what its cells give, and the files are those published. */
export async function verify(place: string, { sha256 }: VerifyCommandOptions): Promise<void> {
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/.test(sha256))
    throw usageError('--sha256 takes 64 hex digits: the SHA-256 of manifest.json');
  const folder = await snapshotFolder(place);
  const found = await step(`Verifying ${folder.name}`, async (progress) => {
    progress.begin('reading its files and computing its figures again');
    const verification = await verifySnapshot(folder, { sha256 });
    return [verification, several(verification.faults.length, 'fault')];
  });
  const { manifest, faults, held } = found;
  if (manifest)
    console.log(
      `Snapshot ${plain(manifest.snapshot)} of study ${plain(manifest.study)}, verdict ${plain(manifest.verdict)}${manifest.madeUp ? ` (${MADE_UP.toLowerCase()})` : ''}`,
    );
  for (const fact of held) console.log(`✔ ${fact}`);
  for (const fault of faults.slice(0, TOLD)) console.log(`✖ ${plain(fault)}`);
  if (faults.length > TOLD) console.log(`✖ … and ${faults.length - TOLD} more`);
  const other = otherCode(found);
  if (other) console.log(other);
  if (faults.length > 0) throw new CommandError(`${plain(folder.name)} is not verified`);
  console.log(limits(found, sha256 !== undefined));
}

/** What else a difference may come from. Null where the files are not whole, or the code that made them is this one. */
function otherCode({ manifest, held, faults }: Verification): string | null {
  const own = codeVersion();
  if (!manifest || held.length === 0 || manifest.codeVersion === own) return null;
  const made = `Made by code ${plain(manifest.codeVersion)}, looked at by ${own}`;
  return faults.length === 0
    ? `${made}: both give the same.`
    : `${made}: a difference may be one between the two. Verify it with the version that made it.`;
}

function limits({ manifestHash }: Verification, trusted: boolean): string {
  const end = trusted
    ? 'It is the manifest that you trust.'
    : `Whoever forges cells and figures alike is found out only by the hash of the manifest:\n  compare ${manifestHash} with one from a source that you trust, by --sha256.`;
  return ['Not recomputed:', ...NOT_RECOMPUTED.map((what) => `  • ${what}`), `Verified. ${end}`].join('\n');
}
