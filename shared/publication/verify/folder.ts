import { lookAlikes } from '../../lib/index.ts';

/** An entry of a folder. A link leads to a place elsewhere. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
}

/** A published folder, on any medium: of a snapshot or of a study. */
export interface SnapshotFolder {
  /** The name of the folder for readers. */
  readonly name: string;
  /** The last part of its path. Null if the path has none, such as the root of a bucket. */
  readonly ownName: string | null;
  /**
   * Reads a file of the folder. Null if it does not exist.
   * @param file relative to the folder, for example `schemas/snapshot.schema.json`
   * @param maxBytes maximum number of bytes to read. The result for a longer file is longer than this, but may be
   * incomplete.
   */
  read(file: string, maxBytes: number): Promise<Uint8Array | null>;
  /**
   * Lists the entries directly in a folder, hidden ones included. Null if the medium cannot list, as HTTP.
   * @param under the path of the folder below this one: empty, or it ends in `/`. A missing folder has no entries.
   * @param maxEntries maximum number of entries. The result for a larger folder has more entries than this, but may be
   * incomplete.
   */
  list(under: string, maxEntries: number): Promise<readonly FolderEntry[] | null>;
}

/** A folder below another one. */
export const subfolder = (folder: SnapshotFolder, path: string): SnapshotFolder => ({
  name: `${folder.name.replace(/\/$/, '')}/${path}`,
  ownName: path,
  read: (file, maxBytes) => folder.read(`${path}/${file}`, maxBytes),
  list: (under, maxEntries) => folder.list(`${path}/${under}`, maxEntries),
});

/** The name of an entry with the codes of all characters that are easily taken for others. */
export const visibleName = (name: string): string =>
  JSON.stringify(name).replaceAll(
    /[^\x20-\x7e]/gu,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );

/** The rest of an interrupted write of a directory. */
const PARTIAL_FILE = /\.[0-9a-f]{12}\.partial$/;

/**
 * Describes an entry that does not belong into a published folder.
 * @param place the path of the entry for readers
 * @param known the names that belong there
 */
export function extraFault({ name, kind }: FolderEntry, place: string, known: Iterable<string>): string {
  if (kind === 'link')
    return `${place} is a link: a published file or folder is never a link, and its target may change. Replace it by what was published`;
  const twin = [...known].find((one) => looksLike(one, name));
  if (twin !== undefined)
    return `${place} is not part of what was published, and its name is easily taken for ${twin}: remove it`;
  if (PARTIAL_FILE.test(name))
    return `${place} is the rest of an interrupted write, and not part of what was published: remove it`;
  return `${place} is not part of what was published: remove it, and do not trust it`;
}

const looksLike = (a: string, b: string): boolean => a !== b && lookAlikes([a, b]).length > 0;
