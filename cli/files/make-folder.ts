import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * Creates a folder with its missing parents.
 *
 * The option `recursive` of Node.js never ends if a file system allows no folders, as in /proc. There, every folder is
 * missing although its parent exists.
 * @throws the errors of creating a folder
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await isFolder(path))) return;
    const above = dirname(resolve(path));
    if (code !== 'ENOENT' || (await isFolder(above))) throw error;
    await makeFolder(above);
    await mkdir(path);
  }
}

const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => null))?.isDirectory() === true;
