import { realpath } from 'node:fs/promises';
import type { ImportIdentity } from '../../../../shared/ledger/import-log/index.ts';

/**
 * Assigns each file to an import. Files are identified by their real paths. `a/x.csv` and `../a/x.csv` have the same
 * name but are two files, and a file that is given twice is one import.
 */
export async function importsOfFiles(
  files: readonly string[],
  study: string,
): Promise<(readonly [file: string, identity: ImportIdentity])[]> {
  const known = new Map<string, ImportIdentity>();
  const namesakes = new Map<string, number>();
  const imports: [string, ImportIdentity][] = [];
  for (const file of files) {
    const place = await realpath(file);
    const object = objectName(file);
    let identity = known.get(place);
    if (!identity) {
      const number = (namesakes.get(object) ?? 0) + 1;
      namesakes.set(object, number);
      identity = { study, object, version: number === 1 ? 'offline' : `offline-${number}`, mapping: '' };
      known.set(place, identity);
    }
    imports.push([file, identity]);
  }
  return imports;
}

/** The file's path as the name of an object. It becomes a folder of the receipts, and must not lead out of it. */
const objectName = (file: string): string =>
  file
    .split(/[\\/]+/)
    .filter((part) => !['', '.', '..'].includes(part))
    .join('/');
