import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { link, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { writingTo } from './file-errors.ts';
import { makeFolder } from './make-folder.ts';

export interface WholeFileOptions {
  /** Fail with `EEXIST` if the file exists, in place of replacing it. */
  readonly isNew?: boolean;
  /** Compress with gzip. */
  readonly isPacked?: boolean;
  /** The name until the file is complete. */
  readonly partial?: string;
}

/** A name for an incomplete file, in the same folder, so that it can be renamed. */
export const partialName = (path: string): string => `${path}.${randomBytes(6).toString('hex')}.partial`;

/**
 * Writes a file, and creates its folder. The file has a temporary name until it is complete, so that a partial file cannot be
 * mistaken for a complete one. An error removes it.
 * @throws CommandError if the disk is full or the place is not writable
 */
export function writeWholeFile(
  path: string,
  content: string | Iterable<string> | AsyncIterable<string>,
  { isNew = false, isPacked = false, partial = partialName(path) }: WholeFileOptions = {},
): Promise<void> {
  return writingTo(path, async () => {
    await writingTo(dirname(path), () => makeFolder(dirname(path)));
    const texts = typeof content === 'string' ? [content] : content;
    try {
      await pipeline([Readable.from(texts), ...(isPacked ? [createGzip()] : []), createWriteStream(partial)]);
      await (isNew ? link(partial, path) : rename(partial, path));
    } finally {
      await rm(partial, { force: true });
    }
  });
}
