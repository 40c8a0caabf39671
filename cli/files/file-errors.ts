import { CommandError } from '../command-line/errors.ts';

/** Reasons why a file system does not take a file, by code. */
const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is used up',
  EACCES: 'you have no permission to write there',
  EPERM: 'the system does not permit to write there',
  EROFS: 'the file system is read-only',
};

/**
 * Writes files, and turns an error of the file system into one sentence with the path and the remedy.
 * @throws CommandError if the disk is full or the place is not writable; other errors as they are
 */
export async function writingTo<T>(path: string, remedy: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const reason = REASONS[(error as NodeJS.ErrnoException).code ?? ''];
    throw reason === undefined
      ? error
      : new CommandError(`${path} cannot be written, because ${reason}: ${remedy}`);
  }
}

/** The remedy if the user chooses the place. */
export const OTHER_PLACE = 'free space or choose another place, and repeat the command';
