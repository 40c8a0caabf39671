import { afterBreak, isAfterBreak, type Place } from '../../lib/index.ts';
import { BrokenOff, UnreadableFile } from '../unreadable-file.ts';
import type { Contents } from './contents.ts';
import type { RawRecord } from './raw-record.ts';
import { unparsable } from './record-faults.ts';

/**
 * The records of a file from a place on, in batches. If the file is damaged, the last record is the place of the
 * damage, as a refused record. The error with the reason follows. A reader that resumes after that place gets only
 * the error.
 * @throws BrokenOff after the last record; UnreadableFile if only damaged data are left
 */
export async function* withBreak(
  { batches }: Contents,
  from: Place,
  prose: boolean,
): AsyncGenerator<readonly RawRecord[]> {
  if (isAfterBreak(from))
    throw new UnreadableFile(
      `it is damaged from line ${from.line} on. The records before that line are counted.`,
    );
  let last = from;
  try {
    for await (const records of batches(from, prose)) {
      yield records;
      last = records.at(-1)?.next ?? last;
    }
  } catch (error) {
    if (error instanceof BrokenOff) yield [breakAt(error.place ?? last, error)];
    throw error;
  }
}

const breakAt = (place: Place, { message }: BrokenOff): RawRecord => ({
  ...place,
  next: afterBreak(place),
  fault: unparsable(`the file breaks off: ${message}`),
});
