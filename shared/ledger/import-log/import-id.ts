import { createHash } from 'node:crypto';
import type { ImportId, ImportIdentity } from './import-log.ts';

/** The first 96 bits of the identity's SHA-256, as 16 characters. It is short, because every judgment stores it. */
export const importIdOf = ({ study, object, version, mapping }: ImportIdentity): ImportId =>
  createHash('sha256')
    .update(JSON.stringify([study, object, version, mapping]))
    .digest('base64url')
    .slice(0, 16);

/**
 * The id by which logs name a version of a file, because the name of the file may contain a clinician's name. S3 chooses
 * the version, so that the id cannot be guessed.
 */
export const fileIdOf = (file: Omit<ImportIdentity, 'mapping'>): string =>
  importIdOf({ ...file, mapping: '' });

/** The source of judgments that an import writes in a window, which begins at this record. */
export const sourceOfWindow = (importId: ImportId, start: number): string => `${importId}/${start}`;

/** The import in the source of a judgment. Null if another writer wrote it, such as the queue. */
export function importIdOfSource(source: string): ImportId | null {
  const slash = source.indexOf('/');
  return slash === -1 ? null : source.slice(0, slash);
}
