import { BrokenOff, UnreadableFile } from '../unreadable-file.ts';
import type { Contents } from './contents.ts';
import { afterBreak, isAfterBreak, type Place } from './place.ts';
import type { RawRecord } from './raw-record.ts';
import { unparsable } from './record-faults.ts';

/**
 * The records of a file from a place on, some at a time. Of a damaged one the last is the place where it breaks off, as
 * a record that is refused, before the error that says so. Who goes on after that place gets the error alone.
 * @throws BrokenOff after the last record; UnreadableFile where nothing is left but what is broken
 */
export async function* withBreak(
  { batches }: Contents,
  from: Place,
  prose: boolean,
): AsyncGenerator<readonly RawRecord[]> {
  if (isAfterBreak(from))
    throw new UnreadableFile(`it is damaged from line ${from.line} on; what comes before is counted.`);
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
