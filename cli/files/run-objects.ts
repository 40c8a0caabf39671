import { rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { directoryObjectStore, type ObjectWriter } from '../../shared/lib/object-store/index.ts';
import { writingTo } from './file-errors.ts';

/**
 * Runs work that writes objects into a folder. If it fails, the files and folders that it created are removed, so that no
 * incomplete snapshot remains.
 * @throws CommandError if the disk is full or the folder is not writable; errors of the work
 */
export function writingObjects<T>(folder: string, work: (objects: ObjectWriter) => Promise<T>): Promise<T> {
  return writingTo(folder, async () => {
    const objects = directoryObjectStore(folder);
    const created: string[] = [];
    const put: ObjectWriter['put'] = async (key, body, seen) => {
      if (seen === null) created.push(key);
      const isPut = await objects.put(key, body, seen);
      if (!isPut && seen === null) created.pop();
      return isPut;
    };
    try {
      return await work({ ...objects, put });
    } catch (error) {
      for (const key of created.reverse()) await remove(folder, key);
      throw error;
    }
  });
}

/** Removes a file, and the folders that are empty without it. */
async function remove(root: string, key: string): Promise<void> {
  await rm(join(root, ...key.split('/')), { force: true });
  for (let folder = dirname(key); folder !== '.'; folder = dirname(folder))
    if (!(await rmdir(join(root, folder)).then(isDone, isNotDone))) return;
}

const isDone = (): boolean => true;
const isNotDone = (): boolean => false;
