import { resolve } from 'node:path';
import { CommandError } from '../command-line/errors.ts';

/** Reasons why a file system does not take a file, by code. */
const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is used up',
  EACCES: 'you have no permission to write there',
  EPERM: 'the system does not permit to write there',
  EROFS: 'the file system is read-only',
};

/** The remedy if the user chooses the place. */
const OTHER_PLACE = 'free space or choose another place, and repeat the command';

/**
 * Runs work that writes a file, or files below a folder. It turns an error of the file system into one sentence with the path
 * and the remedy.
 * @throws CommandError if the disk is full or the place is not writable; other errors as they are
 */
export async function writingTo<T>(
  path: string,
  write: () => Promise<T>,
  remedy: string = OTHER_PLACE,
): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const { code = '', path: failed = path } = error as NodeJS.ErrnoException;
    const reason = REASONS[code];
    // Work that writes also reads, and its other files are not below this path.
    if (reason === undefined || !resolve(failed).startsWith(resolve(path))) throw error;
    throw new CommandError(`${path} cannot be written, because ${reason}: ${remedy}`);
  }
}
