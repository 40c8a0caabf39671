import type { Manifest } from '../../contracts/index.ts';
import { digest, type Files } from '../manifest.ts';
import type { SnapshotFolder } from './folder.ts';

/** Maximum size of a manifest in bytes. */
export const MAX_MANIFEST_BYTES = 1_000_000;

/**
 * Maximum total size of a snapshot's files in bytes. All files are held in memory, so a manifest with a larger total is
 * refused.
 */
const MAX_SNAPSHOT_BYTES = 2 ** 30;

/** Valid names of a snapshot's files. They cannot lead out of the folder. */
const FILE_NAME = /^(schemas\/)?[a-z0-9][a-z0-9.-]*$/;

export const isFileName = (name: string): boolean => FILE_NAME.test(name);

export interface ReadFiles {
  /** The files that match the manifest. */
  readonly files: Files;
  /** The faults of the other files, one sentence each. */
  readonly faults: readonly string[];
}

/** Reads the files in a manifest, and checks the size and SHA-256 of each. */
export async function readFiles(folder: SnapshotFolder, { files: listed }: Manifest): Promise<ReadFiles> {
  const claimed = listed.reduce((sum, { bytes }) => sum + bytes, 0);
  if (claimed > MAX_SNAPSHOT_BYTES) return { files: new Map(), faults: [tooLarge('the files', claimed)] };
  const files = new Map<string, Uint8Array>();
  const faults: string[] = [];
  for (const entry of listed) {
    const read = await readFile(folder, entry);
    if ('fault' in read) faults.push(read.fault);
    else files.set(entry.name, read.body);
  }
  return { files, faults };
}

/** Reads one file, or returns its fault if it does not match the manifest. */
export async function readFile(
  folder: SnapshotFolder,
  { name, bytes, sha256 }: Manifest['files'][number],
): Promise<{ body: Uint8Array } | { fault: string }> {
  if (!isFileName(name))
    return {
      fault: `the manifest names ${JSON.stringify(name)}, which is not the name of a snapshot's file`,
    };
  if (bytes > MAX_SNAPSHOT_BYTES) return { fault: tooLarge(name, bytes) };
  const body = await folder.read(name, bytes);
  if (!body) return { fault: `${name} is missing` };
  if (body.length > bytes) return { fault: `${name} is longer than the ${bytes} bytes of the manifest` };
  const found = digest(body);
  if (found.sha256 === sha256 && found.bytes === bytes) return { body };
  const sizes = found.bytes === bytes ? '' : ` (${found.bytes} bytes instead of ${bytes})`;
  return {
    fault: `${name} is not the file that was published: expected SHA-256 ${sha256}, found ${found.sha256}${sizes}`,
  };
}

const tooLarge = (what: string, bytes: number): string =>
  `by the manifest, ${what} would have ${bytes} bytes, but a snapshot has at most ${MAX_SNAPSHOT_BYTES}`;
