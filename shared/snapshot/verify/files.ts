import { digest, type Files, type Manifest } from '../manifest.ts';
import type { SnapshotFolder } from './folder.ts';

/** Bytes of a manifest, at most. */
export const LARGEST_MANIFEST = 1_000_000;

/** Bytes of a snapshot's files together, at most: all are held in memory, whatever a manifest claims. */
const LARGEST_SNAPSHOT = 2 ** 30;

/** Names that a snapshot's files have: nothing that leads out of the folder. */
const FILE_NAME = /^(schemas\/)?[a-z0-9][a-z0-9.-]*$/;

export interface ReadFiles {
  /** Those that are what the manifest says. */
  readonly files: Files;
  /** What is wrong with the others, a sentence each. */
  readonly faults: readonly string[];
}

/** Reads the files that a manifest names, and compares each one's size and SHA-256 with it. */
export async function readFiles(folder: SnapshotFolder, { files: listed }: Manifest): Promise<ReadFiles> {
  const claimed = listed.reduce((sum, { bytes }) => sum + bytes, 0);
  if (claimed > LARGEST_SNAPSHOT) return { files: new Map(), faults: [tooLarge('the files', claimed)] };
  const files = new Map<string, Uint8Array>();
  const faults: string[] = [];
  for (const entry of listed) {
    const read = await readFile(folder, entry);
    if ('fault' in read) faults.push(read.fault);
    else files.set(entry.name, read.body);
  }
  return { files, faults };
}

/** One of them; what is wrong with it, where it is not what the manifest says. */
export async function readFile(
  folder: SnapshotFolder,
  { name, bytes, sha256 }: Manifest['files'][number],
): Promise<{ body: Uint8Array } | { fault: string }> {
  if (!FILE_NAME.test(name))
    return { fault: `the manifest names ${JSON.stringify(name)}, which is no name of a snapshot's file` };
  if (bytes > LARGEST_SNAPSHOT) return { fault: tooLarge(name, bytes) };
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
  `the manifest gives ${what} ${bytes} bytes, and a snapshot has ${LARGEST_SNAPSHOT} at most`;
