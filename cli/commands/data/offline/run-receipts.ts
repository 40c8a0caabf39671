import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FirstRejects, importKeys, type Receipts } from '../../../../shared/imports/index.ts';
import type { ImportIdentity } from '../../../../shared/ledger/import-log/index.ts';
import type { ObjectReader } from '../../../../shared/lib/object-store/index.ts';
import { partialName, writeWholeFile } from '../../../files/whole-file.ts';

/** The receipts of one file, with the first of its rejects. */
interface FileReceipts extends Receipts {
  readonly first: FirstRejects;
}

/**
 * The receipts of one offline run. They are written below a directory, and can be read as an object store that contains only
 * this run.
 */
export function runReceipts(out: string): {
  of(identity: ImportIdentity): FileReceipts;
  objects: ObjectReader;
  /** Removes the incomplete lists of rejects that a failed import left. */
  discard(): Promise<void>;
} {
  const published = new Map<string, Uint8Array>();
  const lists: ReturnType<typeof growingFile>[] = [];
  const pathOf = (key: string) => join(out, ...key.split('/'));
  return {
    of(identity) {
      const folder = importKeys.receiptFolder(identity);
      const rejects = growingFile(pathOf(`${folder}rejects.jsonl`));
      const first = new FirstRejects();
      lists.push(rejects);
      return {
        first,
        addRejects: (part, texts) => rejects.add(part, first.noting(texts)),
        addConflicts: (_windowStart, lines) => rejects.append(first.noting(lines)),
        async publish(receipt) {
          await rejects.end();
          const text = `${JSON.stringify(receipt, null, 2)}\n`;
          await writeWholeFile(pathOf(`${folder}receipt.json`), text);
          published.set(`${folder}receipt.json`, new TextEncoder().encode(text));
        },
        tidy: async () => {},
      };
    },
    objects: readOnly(published),
    async discard() {
      for (const list of lists) await list.discard();
    },
  };
}

/**
 * A file that is written in parts, because the rejects of a large file exceed the maximum length of a string. A part
 * that is given again replaces the previous version, as long as no later part follows. The file has a temporary name until
 * its end.
 */
function growingFile(path: string) {
  const partial = partialName(path);
  let file: FileHandle | null = null;
  let size = 0;
  let last = { part: -1, from: 0 };
  const opened = async (): Promise<FileHandle> => {
    if (file) return file;
    await mkdir(dirname(path), { recursive: true });
    file = await open(partial, 'w');
    return file;
  };
  return {
    async add(part: number, texts: Iterable<string>): Promise<void> {
      const into = await opened();
      if (part === last.part) size = last.from;
      last = { part, from: size };
      for (const text of texts) size = await writeAt(into, text, size);
    },
    async append(texts: Iterable<string>): Promise<void> {
      const into = await opened();
      for (const text of texts) size = await writeAt(into, text, size);
    },
    /** Ensures that the file exists, even if it is empty. */
    async end(): Promise<void> {
      const into = await opened();
      await into.truncate(size);
      await into.close();
      file = null;
      await rename(partial, path);
    },
    async discard(): Promise<void> {
      await file?.close();
      file = null;
      await rm(partial, { force: true });
    },
  };
}

/**
 * Writes a text at a place of a file. A file system that becomes full may take only a part of it.
 * @returns the place behind the text
 */
async function writeAt(file: FileHandle, text: string, place: number): Promise<number> {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length)
    written += (await file.write(bytes, written, bytes.length - written, place + written)).bytesWritten;
  return place + written;
}

const readOnly = (objects: ReadonlyMap<string, Uint8Array>): ObjectReader => ({
  async get(key) {
    const body = objects.get(key);
    return body ? { body, etag: String(body.length) } : null;
  },
  async *list(prefix) {
    yield* [...objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  },
  async *folders() {},
});
