import { createHash, randomBytes } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import type { ObjectWriter, StoredObject } from './object-store.ts';

/**
 * Objects in a directory. Keys are paths below it. A file becomes visible only when it is complete, and a file that
 * may be written only once is never replaced. Only one process at a time may replace files, because a file system has
 * no compare-and-swap.
 *
 * @param root created when the first file is written
 */
export function directoryObjectStore(root: string): ObjectWriter {
  const pathOf = (key: string): string => {
    const parts = key.split('/');
    if (parts.some((part) => part === '' || part === '.' || part === '..' || part.includes(sep)))
      throw new Error(`The key cannot be used as a path: ${JSON.stringify(key)}`);
    return join(root, ...parts);
  };

  async function get(key: string): Promise<StoredObject | null> {
    const body = await readFile(pathOf(key)).catch(nullWhereMissing);
    return body && { body, etag: createHash('sha256').update(body).digest('hex') };
  }

  async function put(key: string, body: Uint8Array, seen: string | null): Promise<boolean> {
    const path = pathOf(key);
    await mkdir(dirname(path), { recursive: true });
    const whole = `${path}.${randomBytes(6).toString('hex')}.partial`;
    try {
      await writeFile(whole, body);
      if (seen === null) return await linkIfAbsent(whole, path);
      if ((await get(key))?.etag !== seen) return false;
      await rename(whole, path);
      return true;
    } finally {
      await unlink(whole).catch(nullWhereMissing);
    }
  }

  async function* list(prefix: string): AsyncIterable<string> {
    const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(nullWhereMissing);
    const keys = (entries ?? [])
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(root, sep).length).replaceAll(sep, '/'));
    yield* keys.filter((key) => key.startsWith(prefix)).sort();
  }

  async function* folders(prefix: string): AsyncIterable<string> {
    const entries = await readdir(join(root, prefix), { withFileTypes: true }).catch(nullWhereMissing);
    yield* (entries ?? [])
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  }

  return { get, put, list, folders };
}

async function linkIfAbsent(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function nullWhereMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
