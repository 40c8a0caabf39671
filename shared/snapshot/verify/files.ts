import { digest, type Files, type Manifest } from '../manifest.ts';
import type { SnapshotFolder } from './folder.ts';

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
  const files = new Map<string, Uint8Array>();
  const faults: string[] = [];
  for (const { name, bytes, sha256 } of listed) {
    if (!FILE_NAME.test(name)) {
      faults.push(`manifest.json names ${JSON.stringify(name)}, which is no name of a snapshot's file`);
      continue;
    }
    const body = await folder.read(name, bytes);
    const fault = faultOf(body, { bytes, sha256 });
    if (fault !== null) faults.push(`${name} ${fault}`);
    else files.set(name, body!);
  }
  return { files, faults };
}

function faultOf(body: Uint8Array | null, expected: ReturnType<typeof digest>): string | null {
  if (body === null) return 'is missing';
  if (body.length > expected.bytes) return `is longer than the ${expected.bytes} bytes of the manifest`;
  const found = digest(body);
  if (found.sha256 === expected.sha256 && found.bytes === expected.bytes) return null;
  const sizes = found.bytes === expected.bytes ? '' : ` (${found.bytes} bytes instead of ${expected.bytes})`;
  return `is not the file that was published: expected SHA-256 ${expected.sha256}, found ${found.sha256}${sizes}`;
}
