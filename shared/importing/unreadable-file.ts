import { OwnError } from '../own-error.ts';
import type { Place } from './containers/place.ts';

/** A file that cannot be read at all, or not to its end. The message says why, and what to do about it. */
export class UnreadableFile extends OwnError {
  override readonly name = 'UnreadableFile';
}

/** A file that is damaged from a place on. What comes before can be read. */
export class BrokenOff extends UnreadableFile {
  /** Null where it is only known what could be read last. */
  readonly place: Place | null;

  constructor(message: string, place: Place | null = null) {
    super(message);
    this.place = place;
  }
}
